package dev.lamina.compiler.plan;

/**
 * How the rows of a convolution's results are cut into bands, each a unit of work for each group of
 * blocks of output channels.
 *
 * @param rows of a band
 * @param count how many bands
 * @param together whether all groups of a band come before the next band, so that the input is read
 *     once and the weights for every band; or the other way round
 */
record ConvBands(int rows, int count, boolean together) {
  /** Floats of input that stay in the L2 cache beside weights and results. */
  private static final int BAND = 1 << 15;

  /** Results of a channel that stay in the L1 cache with those beside it, for a second pass. */
  private static final int PIXELS = 256;

  /** Floats that stay in the L2 cache beside others. */
  private static final int CACHED = 1 << 16;

  /** The bands that read least from beyond the cache. */
  static ConvBands of(BlockedConvWeights weights, int groups, int rows, int columns) {
    int highest = divisor(rows, PIXELS / columns);
    long input = weights.input().buffer().floats();
    long all = (long) groups * weights.taps() * weights.pitch();
    int height = divisor(rows, Math.min(highest, BAND * (long) rows / input));
    long together = input + traffic(all, rows / height);
    long apart = all + traffic(input, groups);
    return apart < together
        ? new ConvBands(highest, rows / highest, false)
        : new ConvBands(height, rows / height, true);
  }

  /** Bands of a row each. */
  static ConvBands ofRows(BlockedConvWeights weights, int groups, int rows) {
    long input = weights.input().buffer().floats();
    long all = (long) groups * weights.taps() * weights.pitch();
    boolean together = input + traffic(all, rows) < all + traffic(input, groups);
    return new ConvBands(1, rows, together);
  }

  /** The largest divisor that is at most {@code limit}, or 1. */
  static int divisor(int rows, long limit) {
    int divisor = (int) Math.max(1, Math.min(rows, limit));
    while (rows % divisor > 0) {
      divisor--;
    }
    return divisor;
  }

  private static long traffic(long floats, int times) {
    return floats > CACHED ? floats * times : floats;
  }
}
