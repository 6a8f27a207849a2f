package dev.lamina.compiler.plan;

/**
 * How the taps of a convolution are cut into blocks whose weights stay in the L1 cache.
 *
 * @param size taps of a block; the last may have fewer
 * @param count how many blocks
 */
record TapBlocks(int size, int count) {
  /** All taps at once. */
  static TapBlocks one(int taps) {
    return new TapBlocks(taps, 1);
  }

  /**
   * Blocks of about the same size.
   *
   * @param most taps of a block
   * @param multiple what the size is a multiple of
   */
  static TapBlocks of(int taps, int most, int multiple) {
    int count = (taps + most - 1) / most;
    int size = ((taps + count - 1) / count + multiple - 1) / multiple * multiple;
    return new TapBlocks(size, (taps + size - 1) / size);
  }
}
