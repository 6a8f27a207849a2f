package dev.lamina.images;

/** How large pictures may be. */
final class Dimensions {
  private static final long MOST_PIXELS = 100_000_000;

  private Dimensions() {}

  /** Refuses sizes below 1 and more pixels than an honest picture has. */
  static void require(long height, long width) {
    if (height < 1 || width < 1) {
      throw new ImageException(
          "a picture has at least 1 x 1 pixels, got " + height + " x " + width);
    }
    if (width > MOST_PIXELS / height) {
      throw new ImageException(
          height + " x " + width + " pixels are more than " + MOST_PIXELS + ", the limit");
    }
  }
}
