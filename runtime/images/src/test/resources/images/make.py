"""Records what Pillow makes of small pictures: run with python3, Pillow and NumPy in this folder."""
import zlib

import numpy
from PIL import Image

RANDOM = numpy.random.default_rng(1)


def picture(height, width, channels):
    """Waves and noise, so that nothing is flat and edges are sharp."""
    y, x = numpy.mgrid[0:height, 0:width]
    planes = []
    for c in range(channels):
        wave = 128 + 100 * numpy.sin(x / (3.0 + 5 * c)) * numpy.cos(y / (4.0 + 3 * c))
        noise = RANDOM.integers(-90, 90, (height, width))
        planes.append(numpy.clip(wave + noise * (x % 7 > 2), 0, 255))
    data = numpy.stack(planes, -1).astype(numpy.uint8)
    return Image.fromarray(data[..., 0] if channels == 1 else data)


def preset(image, resize, crop):
    """torchvision's Resize(resize), CenterCrop(crop), ToTensor, Normalize."""
    short, long = sorted(image.size)
    longer = int(resize * long / short)
    width, height = (resize, longer) if image.width <= image.height else (longer, resize)
    image = image.resize((width, height), Image.BILINEAR)
    top, left = int(round((height - crop) / 2.0)), int(round((width - crop) / 2.0))
    image = image.crop((left, top, left + crop, top + crop))
    x = numpy.asarray(image).transpose(2, 0, 1).astype(numpy.float32) / numpy.float32(255)
    mean = numpy.array([0.485, 0.456, 0.406], numpy.float32)[:, None, None]
    std = numpy.array([0.229, 0.224, 0.225], numpy.float32)[:, None, None]
    return (x - mean) / std


lines = []
sources = {"odd": (37, 23, 3), "wide": (17, 61, 3), "grey": (29, 31, 1), "photo": (75, 100, 3)}
for name, shape in sources.items():
    image = picture(*shape)
    image.save(name + ".png")
    for height, width in [(16, 16), (11, 40), (64, 7), (37, 23), (1, 1), (75, 99), (150, 201), (3, 2)]:
        data = image.resize((width, height), Image.BILINEAR).tobytes()
        lines.append(f"{name} resize {height} {width} {zlib.crc32(data)}")
    if shape[2] == 3:
        lines.append(f"{name} grey 0 0 {zlib.crc32(image.convert('L').tobytes())}")
        for resize, crop in [(32, 28), (256, 224), (75, 75), (61, 30)]:
            data = preset(image, resize, crop).astype(">f4").tobytes()
            lines.append(f"{name} preset {resize} {crop} {zlib.crc32(data)}")
open("expected.txt", "w").write("\n".join(lines) + "\n")

rgba = picture(9, 13, 3)
rgba.putalpha(Image.fromarray(RANDOM.integers(0, 255, (9, 13)).astype(numpy.uint8)))
rgba.save("alpha.png")
rgba.convert("RGB").save("alpha.expected.png")
palette = picture(9, 13, 3).quantize(16)
palette.save("palette.png")
palette.convert("RGB").save("palette.expected.png")

smooth = picture(12, 16, 3).resize((96, 72), Image.BICUBIC)
exif = Image.Exif()
exif[0x0112] = 6
smooth.save("turned.jpg", quality=90, exif=exif)
Image.open("turned.jpg").convert("RGB").save("turned.expected.png")
smooth.save("full.jpg", quality=95, subsampling=0)
Image.open("full.jpg").convert("RGB").save("full.expected.png")
smooth.convert("L").save("grey.jpg", quality=90)
Image.open("grey.jpg").convert("L").save("grey.expected.png")
