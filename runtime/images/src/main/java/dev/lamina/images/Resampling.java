package dev.lamina.images;

/**
 * Pillow's bilinear resampling of 8-bit pictures: a triangle as wide as the reduction, its weights
 * in fixed point, each pass rounded to 8 bits.
 */
final class Resampling {
  private static final int FRACTION_BITS = 32 - 8 - 2;
  private static final int HALF = 1 << (FRACTION_BITS - 1);

  /** The first sample that each result takes, and the weights of those from there on. */
  private final int[] first;

  private final int[][] weights;

  private Resampling(int size, int newSize) {
    this.first = new int[newSize];
    this.weights = new int[newSize][];
    double scale = (double) size / newSize;
    double radius = Math.max(1, scale);
    for (int i = 0; i < newSize; i++) {
      double center = (i + 0.5) * scale;
      first[i] = Math.max(0, (int) (center - radius + 0.5));
      int end = Math.min(size, (int) (center + radius + 0.5));
      weights[i] = weights(end - first[i], first[i], center, 1 / radius);
    }
  }

  private static int[] weights(int count, int first, double center, double scale) {
    double[] exact = new double[count];
    double sum = 0;
    for (int i = 0; i < count; i++) {
      exact[i] = Math.max(0, 1 - Math.abs((i + first - center + 0.5) * scale));
      sum += exact[i];
    }
    int[] weights = new int[count];
    for (int i = 0; i < count; i++) {
      weights[i] = (int) (0.5 + exact[i] / sum * (1 << FRACTION_BITS));
    }
    return weights;
  }

  static Image horizontally(Image image, int newWidth) {
    Resampling resampling = new Resampling(image.width(), newWidth);
    int channels = image.channels();
    int size = Math.multiplyExact(image.height(), Math.multiplyExact(newWidth, channels));
    byte[] result = new byte[size];
    for (int y = 0; y < image.height(); y++) {
      int row = y * image.width() * channels;
      for (int x = 0; x < newWidth; x++) {
        for (int c = 0; c < channels; c++) {
          int at = row + resampling.first[x] * channels + c;
          result[(y * newWidth + x) * channels + c] =
              sum(image.samples(), at, channels, resampling.weights[x]);
        }
      }
    }
    return new Image(image.height(), newWidth, channels, result);
  }

  static Image vertically(Image image, int newHeight) {
    Resampling resampling = new Resampling(image.height(), newHeight);
    int row = image.width() * image.channels();
    byte[] result = new byte[Math.multiplyExact(newHeight, row)];
    for (int y = 0; y < newHeight; y++) {
      for (int i = 0; i < row; i++) {
        result[y * row + i] =
            sum(image.samples(), resampling.first[y] * row + i, row, resampling.weights[y]);
      }
    }
    return new Image(newHeight, image.width(), image.channels(), result);
  }

  private static byte sum(byte[] samples, int from, int step, int[] weights) {
    int sum = HALF;
    int at = from;
    for (int weight : weights) {
      sum += weight * (samples[at] & 0xff);
      at += step;
    }
    return (byte) Math.max(0, Math.min(255, sum >> FRACTION_BITS));
  }
}
