package dev.lamina.compiler.plan;

import dev.lamina.compiler.layer.Conv;

/**
 * How {@link PlanewiseConv} cuts planes into blocks of rows.
 *
 * @param flat whether rows lie as far apart as in the input, so that a tap's copy is one run; else
 *     they lie side by side
 * @param pitch floats from row to row of a block
 * @param rows of a block
 * @param count of blocks in a plane
 */
record PlaneBlocks(boolean flat, int pitch, int rows, int count) {
  private static final int MOST_TAPS = 12;

  /** Floats of all copies: beside two planes of sums they stay in the first-level cache. */
  private static final int COPIES = 6144;

  /** Floats of a cache line. */
  private static final int LINE = 16;

  /** Floats that an array's header takes. */
  private static final int HEADER = 4;

  /** Floats of the blocks of all channels together: they are to stay in the second-level cache. */
  private static final int ALL_CHANNELS = 1 << 16;

  /** Floats of a block: copies and sums are to stay in the first-level cache. */
  private static final int LARGEST = 512;

  private static final int SMALLEST = 128;

  /** What a row of a copy costs beside its floats, in floats that are multiplied and added. */
  private static final int ROW_COST = 240;

  static PlaneBlocks choose(Conv conv, Planes in, Planes out) {
    boolean flat =
        conv.window().stride().area() == 1
            && wasted(in, out) * (conv.out() / conv.groups()) < (long) out.rows() * ROW_COST;
    int pitch = flat ? in.columns() : out.columns();
    int channels = conv.out() / conv.groups();
    int wanted = Math.max(SMALLEST, Math.min(LARGEST, ALL_CHANNELS / channels));
    int count = Math.max(1, Math.round((float) out.rows() * pitch / wanted));
    int rows = (out.rows() + count - 1) / count;
    return new PlaneBlocks(flat, pitch, rows, (out.rows() + rows - 1) / rows);
  }

  private static long wasted(Planes in, Planes out) {
    return (long) out.rows() * (in.columns() - out.columns());
  }

  /** Copies of taps that are used together: whole steps of {@link PlanewiseConv}. */
  int copies() {
    int step = PlanewiseConv.TAPS_AT_ONCE;
    int taps = Math.min(MOST_TAPS, COPIES / floats());
    return Math.max(step, taps / step * step);
  }

  /**
   * Floats of the array that holds a block. Arrays made one after another take whole cache lines,
   * so that all begin at the same place of one: what is aligned in one is aligned in all.
   */
  int floats() {
    return (rows * pitch + HEADER + LINE - 1) / LINE * LINE - HEADER;
  }
}
