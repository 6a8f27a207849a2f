package dev.lamina.images;

import java.nio.file.Path;
import java.util.Arrays;

/**
 * Pictures as arrays that networks take.
 *
 * <pre>{@code
 * float[] image = Images.load(Path.of("photo.jpg"), Preprocessing.imagenet(), 3, 224, 224);
 * float[] scores = net.forward(image);
 * }</pre>
 *
 * A shape is that of the network's input: (C, H, W) or (H, W, C), of 1 or 3 channels.
 */
public final class Images {
  private Images() {}

  /** A shape's parts. */
  private record Format(int channels, int height, int width, boolean channelsLast) {
    static Format of(int... shape) {
      if (shape.length == 3 && isChannels(shape[0])) {
        return new Format(shape[0], shape[1], shape[2], false);
      }
      if (shape.length == 3 && isChannels(shape[2])) {
        return new Format(shape[2], shape[0], shape[1], true);
      }
      throw new ImageException(
          "a picture has the shape (C, H, W) or (H, W, C) with 1 or 3 channels, but the input is "
              + Arrays.toString(shape).replace('[', '(').replace(']', ')'));
    }

    private static boolean isChannels(int size) {
      return size == 1 || size == 3;
    }
  }

  /**
   * A picture scaled to the shape, as values from 0 to 1.
   *
   * @throws ImageException if it cannot be read, or the shape is no picture's
   */
  public static float[] load(Path file, int... shape) {
    return load(file, Preprocessing.stretch(), shape);
  }

  /**
   * A picture, preprocessed.
   *
   * @throws ImageException if it cannot be read, or the shape is no picture's
   */
  public static float[] load(Path file, Preprocessing preprocessing, int... shape) {
    Format format = Format.of(shape);
    float[][] values = preprocessing.values(format.channels);
    return floats(Image.read(file), preprocessing, values, format);
  }

  /**
   * A picture scaled and cropped, as bytes from 0 to 255 for an input of {@code type=uint8}; the
   * network itself normalises.
   *
   * @throws ImageException if it cannot be read, or the shape is no picture's
   */
  public static byte[] loadBytes(Path file, Preprocessing preprocessing, int... shape) {
    Format format = Format.of(shape);
    return bytes(Image.read(file), preprocessing, format);
  }

  /** A picture in memory, preprocessed. */
  public static float[] floats(Image image, Preprocessing preprocessing, int... shape) {
    Format format = Format.of(shape);
    return floats(image, preprocessing, preprocessing.values(format.channels), format);
  }

  /** A picture in memory, scaled and cropped, as bytes from 0 to 255. */
  public static byte[] bytes(Image image, Preprocessing preprocessing, int... shape) {
    return bytes(image, preprocessing, Format.of(shape));
  }

  private static byte[] bytes(Image image, Preprocessing preprocessing, Format format) {
    Image fitted = preprocessing.fit(image, format.channels, format.height, format.width);
    return format.channelsLast ? fitted.bytes() : fitted.planes();
  }

  /** The value of each sample in its channel. */
  private static float[] floats(
      Image image, Preprocessing preprocessing, float[][] values, Format format) {
    byte[] samples = bytes(image, preprocessing, format);
    int plane = format.height * format.width;
    float[] floats = new float[samples.length];
    for (int i = 0; i < floats.length; i++) {
      int channel = format.channelsLast ? i % format.channels : i / plane;
      floats[i] = values[channel][samples[i] & 0xff];
    }
    return floats;
  }
}
