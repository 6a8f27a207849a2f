package dev.lamina.images;

import java.awt.image.BufferedImage;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/**
 * A picture of 8-bit samples: grey, or red, green and blue. Immutable. Every operation gives the
 * samples that Pillow's gives.
 */
public final class Image {
  private final int height;
  private final int width;
  private final int channels;
  private final byte[] samples;

  /** Of samples that nobody else changes. */
  Image(int height, int width, int channels, byte[] samples) {
    this.height = height;
    this.width = width;
    this.channels = channels;
    this.samples = samples;
  }

  /**
   * Of samples: row by row, in each pixel channel by channel.
   *
   * @param channels 1 for grey, 3 for red, green and blue
   * @throws ImageException if the number of samples is another
   */
  public static Image of(int height, int width, int channels, byte[] samples) {
    Dimensions.require(height, width);
    if (channels != 1 && channels != 3) {
      throw new ImageException("a picture has 1 or 3 channels, got " + channels);
    }
    if (samples.length != (long) height * width * channels) {
      throw new ImageException(
          String.format(
              Locale.ROOT,
              "%d x %d pixels of %d channels are %d samples, got %d",
              height,
              width,
              channels,
              (long) height * width * channels,
              samples.length));
    }
    return new Image(height, width, channels, samples.clone());
  }

  /** Of a picture in memory. Transparency is ignored. */
  public static Image of(BufferedImage image) {
    return Decoder.convert(image);
  }

  /**
   * Reads a PNG, JPEG or what else {@code ImageIO} reads. As with Pillow, transparency, colour
   * profiles and the orientation in a photo's EXIF data are ignored.
   *
   * @throws ImageException if it is no picture, damaged or too large
   */
  public static Image read(Path file) {
    return Decoder.read(file);
  }

  /**
   * Reads a picture from a stream, which is left open.
   *
   * @throws ImageException if it is no picture, damaged or too large
   */
  public static Image read(InputStream in) {
    return Decoder.read(in);
  }

  /** Rows. */
  public int height() {
    return height;
  }

  /** Columns. */
  public int width() {
    return width;
  }

  /** 1 for grey, 3 for red, green and blue. */
  public int channels() {
    return channels;
  }

  /** A copy of the samples as (height, width, channels), bytes from 0 to 255. */
  public byte[] bytes() {
    return samples.clone();
  }

  /** The samples themselves, not to be changed. */
  byte[] samples() {
    return samples;
  }

  /** A copy of the samples as (channels, height, width), bytes from 0 to 255. */
  public byte[] planes() {
    byte[] planes = new byte[samples.length];
    int plane = height * width;
    for (int i = 0; i < samples.length; i++) {
      planes[i % channels * plane + i / channels] = samples[i];
    }
    return planes;
  }

  /** As grey: the luma of ITU-R 601, as Pillow's {@code convert("L")}. */
  public Image grey() {
    if (channels == 1) {
      return this;
    }
    byte[] grey = new byte[height * width];
    for (int i = 0; i < grey.length; i++) {
      int red = samples[3 * i] & 0xff;
      int green = samples[3 * i + 1] & 0xff;
      int blue = samples[3 * i + 2] & 0xff;
      grey[i] = (byte) ((red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16);
    }
    return new Image(height, width, 1, grey);
  }

  /** As red, green and blue. */
  public Image rgb() {
    if (channels == 3) {
      return this;
    }
    byte[] rgb = new byte[Math.multiplyExact(samples.length, 3)];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = samples[i / 3];
    }
    return new Image(height, width, 3, rgb);
  }

  /**
   * Scaled so that the shorter side has that length, as torchvision's {@code Resize(size)} does
   * (bilinear, averaging where it shrinks).
   */
  public Image resize(int shorterSide) {
    Dimensions.require(shorterSide, shorterSide);
    int shorter = Math.min(height, width);
    int longer = (int) ((double) ((long) shorterSide * Math.max(height, width)) / shorter);
    return height <= width ? resize(shorterSide, longer) : resize(longer, shorterSide);
  }

  /** Scaled to that size, as Pillow's {@code resize((width, height), BILINEAR)} does. */
  public Image resize(int newHeight, int newWidth) {
    Dimensions.require(newHeight, newWidth);
    Image wide = newWidth == width ? this : Resampling.horizontally(this, newWidth);
    return newHeight == height ? wide : Resampling.vertically(wide, newHeight);
  }

  /**
   * The middle, as torchvision's {@code CenterCrop} takes it: what is smaller gets a black margin.
   */
  public Image centerCrop(int newHeight, int newWidth) {
    Dimensions.require(newHeight, newWidth);
    byte[] crop = new byte[newHeight * newWidth * channels];
    int top = offset(height, newHeight);
    int left = offset(width, newWidth);
    int first = Math.max(0, -left);
    int columns = Math.min(newWidth, width - left) - first;
    for (int y = Math.max(0, -top); y < Math.min(newHeight, height - top); y++) {
      System.arraycopy(
          samples,
          ((top + y) * width + left + first) * channels,
          crop,
          (y * newWidth + first) * channels,
          columns * channels);
    }
    return new Image(newHeight, newWidth, channels, crop);
  }

  /** Where the middle begins: Python rounds halves to even; margins are rounded down. */
  private static int offset(int size, int newSize) {
    return newSize > size ? -((newSize - size) / 2) : (int) Math.rint((size - newSize) / 2.0);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Image image
        && height == image.height
        && width == image.width
        && channels == image.channels
        && Arrays.equals(samples, image.samples);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(samples) * 31 + width;
  }

  /** Such as {@code 480 x 640 pixels, 3 channels}. */
  @Override
  public String toString() {
    return height + " x " + width + " pixels, " + (channels == 1 ? "grey" : "3 channels");
  }
}
