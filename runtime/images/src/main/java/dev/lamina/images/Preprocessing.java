package dev.lamina.images;

import java.util.Arrays;
import java.util.Locale;
import java.util.OptionalInt;

/**
 * What is done with a picture before a network sees it: scaling, cropping, normalisation.
 * Immutable; every method gives a new one.
 */
public final class Preprocessing {
  private static final Preprocessing NONE =
      new Preprocessing(OptionalInt.empty(), new float[] {0}, new float[] {1});

  private final OptionalInt resize;
  private final float[] mean;
  private final float[] std;

  private Preprocessing(OptionalInt resize, float[] mean, float[] std) {
    this.resize = resize;
    this.mean = mean;
    this.std = std;
  }

  /** Scaled to the network's size, whatever its proportions; values from 0 to 1. */
  public static Preprocessing stretch() {
    return NONE;
  }

  /**
   * That of torchvision's classification networks: the shorter side scaled to 256, the middle of
   * the network's size cut out, values normalised by ImageNet's means and deviations.
   */
  public static Preprocessing imagenet() {
    return NONE.resize(256).mean(0.485f, 0.456f, 0.406f).std(0.229f, 0.224f, 0.225f);
  }

  /** The shorter side is scaled to that length, then the middle of the network's size cut out. */
  public Preprocessing resize(int shorterSide) {
    Dimensions.require(shorterSide, shorterSide);
    return new Preprocessing(OptionalInt.of(shorterSide), mean, std);
  }

  /** What is subtracted from values from 0 to 1: one number, or one a channel. */
  public Preprocessing mean(float... values) {
    return new Preprocessing(resize, values.clone(), std);
  }

  /**
   * What they are divided by afterwards: one number, or one a channel.
   *
   * @throws ImageException if one is 0 or no number
   */
  public Preprocessing std(float... values) {
    for (float value : values) {
      if (value == 0 || !Float.isFinite(value)) {
        throw new ImageException(
            "std is what values are divided by, other than 0; got " + Arrays.toString(values));
      }
    }
    return new Preprocessing(resize, mean, values.clone());
  }

  /** The picture in that size, with that many channels. */
  public Image fit(Image image, int channels, int height, int width) {
    Image coloured = channels == 1 ? image.grey() : image.rgb();
    return resize.isPresent()
        ? coloured.resize(resize.getAsInt()).centerCrop(height, width)
        : coloured.resize(height, width);
  }

  /** The value of each of the 256 samples in each channel. */
  float[][] values(int channels) {
    requireFits("mean", mean, channels);
    requireFits("std", std, channels);
    float[][] values = new float[channels][256];
    for (int c = 0; c < channels; c++) {
      float center = mean[Math.min(c, mean.length - 1)];
      float spread = std[Math.min(c, std.length - 1)];
      for (int sample = 0; sample < 256; sample++) {
        values[c][sample] = (sample / 255f - center) / spread;
      }
    }
    return values;
  }

  private static void requireFits(String what, float[] values, int channels) {
    if (values.length != 1 && values.length != channels) {
      throw new ImageException(
          String.format(
              Locale.ROOT,
              "%s has %d numbers, expected 1%s",
              what,
              values.length,
              channels == 1 ? "" : " or " + channels + ", one a channel"));
    }
  }
}
