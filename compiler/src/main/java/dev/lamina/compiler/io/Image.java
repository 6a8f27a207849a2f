package dev.lamina.compiler.io;

import dev.lamina.compiler.layer.Shape;
import dev.lamina.compiler.layer.Tensor;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** Pictures as inputs: scaled, grey or red-green-blue, pixels from 0 to 1. */
public final class Image {
  private static final long LIMIT = 256L << 20;
  private static final long MAX_PIXELS = 100_000_000;

  private Image() {}

  /**
   * Reads a PNG (or JPEG) as the input of that shape. Transparency is ignored.
   *
   * @param shape (1, height, width) for grey or (3, height, width) for red, green and blue
   * @throws FileException if the file is no picture or the shape is not a picture's
   */
  public static Tensor read(Path file, Shape shape) {
    FileAccess.requireFile(file);
    if (shape.rank() != 3 || (shape.size(0) != 1 && shape.size(0) != 3)) {
      throw new FileException(
          file + " is a picture, but the input is " + shape + "; expected (1, H, W) or (3, H, W)");
    }
    BufferedImage image = decode(file);
    float[][] planes = shape.size(0) == 1 ? new float[][] {grey(image)} : colours(image);
    int size = Math.multiplyExact(shape.size(1), shape.size(2));
    float[] data = new float[Math.multiplyExact(shape.size(0), size)];
    for (int c = 0; c < planes.length; c++) {
      Scaling scaling = new Scaling(planes[c], image.getHeight(), image.getWidth());
      System.arraycopy(scaling.to(shape.size(1), shape.size(2)), 0, data, c * size, size);
    }
    return new Tensor(shape, data);
  }

  private static BufferedImage decode(Path file) {
    byte[] bytes = FileAccess.bytes(file, LIMIT);
    BufferedImage image;
    try {
      image = ImageIO.read(new ByteArrayInputStream(bytes));
    } catch (IOException | RuntimeException e) {
      throw new FileException(file + " is a damaged picture: " + e.getMessage(), e);
    }
    if (image == null) {
      throw new FileException(file + " is no picture in a known format (PNG, JPEG)");
    }
    if ((long) image.getWidth() * image.getHeight() > MAX_PIXELS) {
      throw new FileException(file + " has more than " + MAX_PIXELS + " pixels");
    }
    return image;
  }

  private static boolean isGrey(BufferedImage image) {
    return image.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_GRAY;
  }

  /** The samples as they are stored: Java's conversion of grey to colours would brighten them. */
  private static float[] greySamples(BufferedImage image) {
    Raster raster = image.getRaster();
    int width = image.getWidth();
    float[] plane = new float[width * image.getHeight()];
    float white = (1 << image.getColorModel().getComponentSize(0)) - 1;
    for (int i = 0; i < plane.length; i++) {
      plane[i] = raster.getSample(i % width, i / width, 0) / white;
    }
    return plane;
  }

  private static float[] grey(BufferedImage image) {
    if (isGrey(image)) {
      return greySamples(image);
    }
    float[][] rgb = colours(image);
    float[] grey = new float[rgb[0].length];
    for (int i = 0; i < grey.length; i++) {
      grey[i] = 0.299f * rgb[0][i] + 0.587f * rgb[1][i] + 0.114f * rgb[2][i];
    }
    return grey;
  }

  private static float[][] colours(BufferedImage image) {
    if (isGrey(image)) {
      float[] plane = greySamples(image);
      return new float[][] {plane, plane, plane};
    }
    int width = image.getWidth();
    float[][] planes = new float[3][width * image.getHeight()];
    for (int i = 0; i < planes[0].length; i++) {
      int rgb = image.getRGB(i % width, i / width);
      planes[0][i] = (rgb >> 16 & 255) / 255f;
      planes[1][i] = (rgb >> 8 & 255) / 255f;
      planes[2][i] = (rgb & 255) / 255f;
    }
    return planes;
  }
}
