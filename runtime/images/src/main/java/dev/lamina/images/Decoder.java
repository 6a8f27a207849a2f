package dev.lamina.images;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** Reads pictures and takes their samples as they are stored. */
final class Decoder {
  private static final int MOST_BYTES = 256 << 20;

  private static final List<Integer> STORED = List.of(DataBuffer.TYPE_BYTE, DataBuffer.TYPE_USHORT);

  private Decoder() {}

  static Image read(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return read(in, file.toString());
    } catch (NoSuchFileException e) {
      throw new ImageException("there is no file " + file, e);
    } catch (IOException e) {
      throw new ImageException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  static Image read(InputStream in) {
    try {
      return read(in, "the picture");
    } catch (IOException e) {
      throw new ImageException("the picture cannot be read: " + e.getMessage(), e);
    }
  }

  private static Image read(InputStream in, String name) throws IOException {
    byte[] bytes = in.readNBytes(MOST_BYTES);
    if (bytes.length == MOST_BYTES) {
      throw new ImageException(name + " has more than " + MOST_BYTES + " bytes");
    }
    try {
      return convert(decode(bytes, name));
    } catch (IOException e) {
      throw damaged(name, e);
    }
  }

  private static BufferedImage decode(byte[] bytes, String name) throws IOException {
    try (ImageInputStream stream =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(stream);
      if (!readers.hasNext()) {
        throw new ImageException(
            name
                + " is no picture in a known format: expected "
                + String.join(", ", "PNG", "JPEG", "GIF", "BMP")
                + " or another that ImageIO reads");
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(stream, true, true);
        Dimensions.require(reader.getHeight(0), reader.getWidth(0));
        return reader.read(0);
      } catch (ImageException e) {
        throw new ImageException(name + ": " + e.getMessage(), e);
      } catch (RuntimeException e) {
        throw damaged(name, e);
      } finally {
        reader.dispose();
      }
    }
  }

  private static ImageException damaged(String name, Exception e) {
    return new ImageException(
        name + " is damaged, or of a kind that Java does not read: " + e.getMessage(), e);
  }

  /** Java's own conversion would apply colour profiles, and brighten grey. */
  static Image convert(BufferedImage image) {
    Dimensions.require(image.getHeight(), image.getWidth());
    ColorModel model = image.getColorModel();
    boolean stored =
        model instanceof ComponentColorModel
            && !model.isAlphaPremultiplied()
            && STORED.contains(model.getTransferType());
    int space = model.getColorSpace().getType();
    if (stored && space == ColorSpace.TYPE_GRAY) {
      return samples(image, 1);
    }
    if (stored && space == ColorSpace.TYPE_RGB) {
      return samples(image, 3);
    }
    return colours(image);
  }

  private static Image samples(BufferedImage image, int channels) {
    Raster raster = image.getRaster();
    int width = image.getWidth();
    byte[] samples = new byte[Math.multiplyExact(image.getHeight() * width, channels)];
    int[] row = new int[width];
    for (int c = 0; c < channels; c++) {
      int white = (1 << image.getColorModel().getComponentSize(c)) - 1;
      for (int y = 0; y < image.getHeight(); y++) {
        raster.getSamples(raster.getMinX(), raster.getMinY() + y, width, 1, c, row);
        for (int x = 0; x < width; x++) {
          int eight = white == 255 ? row[x] : (int) (((long) row[x] * 255 + white / 2) / white);
          samples[(y * width + x) * channels + c] = (byte) eight;
        }
      }
    }
    return new Image(image.getHeight(), width, channels, samples);
  }

  private static Image colours(BufferedImage image) {
    int width = image.getWidth();
    byte[] samples = new byte[Math.multiplyExact(image.getHeight() * width, 3)];
    int[] row = new int[width];
    for (int y = 0; y < image.getHeight(); y++) {
      image.getRGB(0, y, width, 1, row, 0, width);
      for (int x = 0; x < width; x++) {
        int at = (y * width + x) * 3;
        samples[at] = (byte) (row[x] >> 16);
        samples[at + 1] = (byte) (row[x] >> 8);
        samples[at + 2] = (byte) row[x];
      }
    }
    return new Image(image.getHeight(), width, 3, samples);
  }
}
