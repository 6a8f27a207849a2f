package dev.lamina.compiler.plan;

/**
 * The results that a convolution's inner loop computes at once, in locals: output channels times
 * pixels of a row.
 */
record ConvTile(int channels, int pixels) {
  /** As many accumulators as the registers hold beside what is multiplied. */
  private static final int ACCUMULATORS = 16;

  private static final int MAX_CHANNELS = 8;

  /**
   * The tile that takes the least time for a row of {@code columns} pixels.
   *
   * @param channels output channels of a group, of which the tile's channels are a divisor if there
   *     are several groups
   */
  static ConvTile choose(int channels, int columns, boolean grouped) {
    ConvTile best = new ConvTile(1, 1);
    for (int c = 1; c <= Math.min(channels, MAX_CHANNELS); c++) {
      for (int p = 1; p <= Math.min(columns, ACCUMULATORS / c); p++) {
        ConvTile tile = new ConvTile(c, p);
        boolean fits = !grouped || channels % c == 0;
        if (fits && tile.time(channels, columns) < best.time(channels, columns)) {
          best = tile;
        }
      }
    }
    return best;
  }

  /** Cycles a tap takes for a whole row of all channels, roughly. */
  private double time(int ofChannels, int ofColumns) {
    int tiles = ceil(ofChannels, channels) * ceil(ofColumns, pixels);
    double multiplyAdds = channels * pixels / 2.0;
    double loads = (channels + 2.0 * pixels) / 2;
    return tiles * Math.max(4, multiplyAdds + loads + 1);
  }

  private static int ceil(int a, int b) {
    return (a + b - 1) / b;
  }
}
