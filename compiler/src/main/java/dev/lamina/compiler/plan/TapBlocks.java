package dev.lamina.compiler.plan;

/**
 * How the taps of a convolution are cut into blocks whose weights stay in the L1 cache.
 *
 * @param size taps of a block; the last may have fewer
 * @param count how many blocks
 */
record TapBlocks(int size, int count) {
  /** Floats of a block: what they are multiplied with lies there, too. */
  private static final int CACHED = 6144;

  /** Weights that the L2 cache delivers as fast, since they stay there. */
  private static final int CLOSE = 1 << 16;

  /** All taps at once. */
  static TapBlocks one(int taps) {
    return new TapBlocks(taps, 1);
  }

  /** The blocks of {@code taps} taps of {@code group} weights each. */
  static TapBlocks of(int taps, int group) {
    if (taps * group <= CLOSE) {
      return one(taps);
    }
    int most = CACHED / group;
    int count = (taps + most - 1) / most;
    int size = (taps + count - 1) / count;
    return new TapBlocks(size, (taps + size - 1) / size);
  }
}
