package dev.lamina.compiler.plan;

/** Where data lies with regard to the lines of a cache, of 64 bytes. */
final class CacheLines {
  /** Floats of a line. */
  static final int FLOATS = 16;

  /**
   * The first element that begins a line in a large array: HotSpot puts large arrays at the
   * beginning of a region of the heap, and 16 bytes before their elements. A vector of 512 bits
   * that lies across two lines is read and written at half the speed.
   */
  static final int FIRST = 12;

  private CacheLines() {}

  /** So many floats, or as many more as fill the last line. */
  static int whole(int floats) {
    return Math.toIntExact(whole((long) floats));
  }

  /** So many floats, or as many more as fill the last line. */
  static long whole(long floats) {
    return (floats + FLOATS - 1) / FLOATS * FLOATS;
  }

  /**
   * So many floats, or somewhat more: an odd number of lines. What lies that far apart, time after
   * time, takes all sets of a cache in turn, where an even number would leave half of them, or
   * more, unused.
   */
  static int spread(int floats) {
    return (whole(floats) / FLOATS | 1) * FLOATS;
  }
}
