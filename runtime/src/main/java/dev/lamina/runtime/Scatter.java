package dev.lamina.runtime;

import java.util.List;

/**
 * Executes one {@link LoadProgram.Pack}: takes the source's elements in order, chunk by chunk, and
 * puts each in its place in the packed array.
 */
interface Scatter {
  /** A scatter for that pack. */
  static Scatter of(LoadProgram.Pack pack, float[] target, double[][] registers) {
    boolean copies =
        pack.transform() == null && pack.scale() < 0 && Offsets.consecutive(pack.dims());
    return copies ? new Copy(pack, target) : new Rows(pack, target, registers);
  }

  /** How many elements the source must have. */
  long size();

  /** Whether elements are copied as they are, so that floats suffice. */
  boolean copies();

  /** Takes the next elements; only if it {@link #copies}. */
  void accept(float[] values, int count);

  /** Takes the next elements. */
  void accept(double[] values, int count);

  /** Requires that the source has as many elements as the dimensions say. */
  default void requireSource(long elements) {
    if (elements != size()) {
      throw new IllegalStateException(
          String.format("a pack of %d elements gets %d", size(), elements));
    }
  }

  /** Requires that all places are inside of the packed array. */
  static void requireInside(long low, long high, float[] target) {
    if (low < 0 || high >= target.length) {
      throw new IllegalStateException(
          String.format("a pack writes from %d to %d of an array of %d", low, high, target.length));
    }
  }

  private static long product(List<LoadProgram.Dim> dims) {
    long product = 1;
    for (LoadProgram.Dim dim : dims) {
      product = Math.multiplyExact(product, dim.size());
    }
    return product;
  }

  /** Elements go to consecutive places as they are. */
  final class Copy implements Scatter {
    private final float[] target;
    private final long size;
    private int position;

    Copy(LoadProgram.Pack pack, float[] target) {
      this.target = target;
      this.size = product(pack.dims());
      this.position = pack.base();
      requireInside(position, position + size - 1, target);
    }

    @Override
    public long size() {
      return size;
    }

    @Override
    public boolean copies() {
      return true;
    }

    @Override
    public void accept(float[] values, int count) {
      System.arraycopy(values, 0, target, position, count);
      position += count;
    }

    @Override
    public void accept(double[] values, int count) {
      for (int i = 0; i < count; i++) {
        target[position + i] = (float) values[i];
      }
      position += count;
    }
  }

  /**
   * The dimensions are divided into outer ones, whose offsets are summed once a row, and inner
   * ones, which share a table of offsets and make a row. Several rows are written together, element
   * by element, because packed layouts put elements of neighbouring rows on one cache line.
   */
  final class Rows implements Scatter {
    private static final int MAX_INNER = 1 << 15;
    private static final int TOGETHER = 16;
    private static final int TILE = 512;

    private final float[] target;
    private final int base;
    private final int[][] outer;
    private final int[] inner;

    /** The matrix's rows and columns; 1 and 1 without a transform. */
    private final int groupOut;

    private final int groupIn;

    /** For each index of an outer dimension, what its elements are multiplied by; or null. */
    private final double[][] outerScale;

    /** For each element of a row, what it is multiplied by; or null. */
    private final double[] innerScale;

    private final Transform transform;

    /** Elements of the source that make a row. */
    private final int rowLength;

    private final long size;
    private final int[] index;
    private int rowNumber;
    private final int[] rowBase = new int[TOGETHER];
    private final double[] rowScale = new double[TOGETHER];

    /** The beginning of a row whose end is in a later chunk. */
    private final double[] pending;

    private int pendingCount;

    Rows(LoadProgram.Pack pack, float[] target, double[][] registers) {
      List<LoadProgram.Dim> dims = pack.dims();
      this.target = target;
      this.base = pack.base();
      double[][] matrix = pack.transform();
      this.groupOut = matrix == null ? 1 : matrix.length;
      this.groupIn = matrix == null ? 1 : matrix[0].length;
      this.transform = matrix == null ? null : new Transform(matrix, TOGETHER * tileGroups());
      int split = split(dims);
      long low = base;
      long high = base;
      this.outer = new int[split][];
      this.outerScale = new double[split][];
      this.index = new int[split];
      int[] table = {0};
      double[] scales = pack.scale() >= 0 && pack.scaleDim() >= split ? new double[] {1} : null;
      for (int d = 0; d < dims.size(); d++) {
        int[] offsets = Offsets.of(dims.get(d));
        low += Offsets.extreme(offsets, -1);
        high += Offsets.extreme(offsets, 1);
        double[] scale = Offsets.scale(pack, d, registers);
        if (d < split) {
          outer[d] = offsets;
          outerScale[d] = scale;
        } else {
          table = Offsets.combine(table, offsets);
          scales = scales == null ? null : Offsets.combine(scales, scale, offsets.length);
        }
      }
      this.inner = table;
      this.innerScale = scales;
      this.rowLength = sourceLength(inner.length);
      this.size = product(dims) / inner.length * rowLength;
      this.pending = new double[rowLength];
      Scatter.requireInside(low, high, target);
    }

    /** The first of the inner dimensions. */
    private static int split(List<LoadProgram.Dim> dims) {
      int split = dims.size();
      long product = 1;
      while (split > 0
          && (split == dims.size() || product * dims.get(split - 1).size() <= MAX_INNER)) {
        split--;
        product *= dims.get(split).size();
      }
      return split;
    }

    private int sourceLength(int length) {
      if (length % groupOut != 0) {
        throw new IllegalStateException(
            "a transform's results of " + groupOut + " do not divide " + length);
      }
      return length / groupOut * groupIn;
    }

    /** Groups of a row that are written together. */
    private int tileGroups() {
      return Math.max(1, TILE / groupOut);
    }

    @Override
    public long size() {
      return size;
    }

    @Override
    public boolean copies() {
      return false;
    }

    @Override
    public void accept(float[] values, int count) {
      throw new UnsupportedOperationException("rows are computed in double precision");
    }

    @Override
    public void accept(double[] values, int count) {
      int at = 0;
      if (pendingCount > 0) {
        at = Math.min(count, rowLength - pendingCount);
        keep(values, 0, at);
        if (pendingCount < rowLength) {
          return;
        }
        rows(pending, 0, 1);
        pendingCount = 0;
      }
      while (count - at >= rowLength) {
        int untilAligned = TOGETHER - rowNumber % TOGETHER;
        int rows = Math.min((count - at) / rowLength, untilAligned);
        rows(values, at, rows);
        at += rows * rowLength;
      }
      keep(values, at, count - at);
    }

    private void keep(double[] values, int at, int count) {
      System.arraycopy(values, at, pending, pendingCount, count);
      pendingCount += count;
    }

    private void rows(double[] values, int at, int rows) {
      nextRows(rows);
      int groups = inner.length / groupOut;
      for (int from = 0; from < groups; from += tileGroups()) {
        int count = Math.min(tileGroups(), groups - from);
        int start = at + from * groupIn;
        if (transform == null) {
          for (int i = 0; i < count; i++) {
            write(values, start + i, rowLength, rows, from + i);
          }
        } else {
          double[] results = transform.multiply(values, start, rowLength, rows, count);
          for (int i = 0; i < count * groupOut; i++) {
            int result = (i % groupOut * count + i / groupOut) * rows;
            write(results, result, 1, rows, from * groupOut + i);
          }
        }
      }
    }

    /** Writes one element of several rows. */
    private void write(double[] values, int at, int stride, int rows, int element) {
      int offset = inner[element];
      double scale = innerScale == null ? 1 : innerScale[element];
      for (int row = 0; row < rows; row++) {
        target[rowBase[row] + offset] =
            (float) (values[at + row * stride] * (scale * rowScale[row]));
      }
    }

    /** Computes where the next rows go. */
    private void nextRows(int rows) {
      for (int row = 0; row < rows; row++) {
        int start = base;
        double scale = 1;
        for (int d = 0; d < outer.length; d++) {
          start += outer[d][index[d]];
          scale *= outerScale[d] == null ? 1 : outerScale[d][index[d]];
        }
        rowBase[row] = start;
        rowScale[row] = scale;
        advance();
      }
      rowNumber += rows;
    }

    private void advance() {
      for (int d = outer.length - 1; d >= 0; d--) {
        if (++index[d] < outer[d].length) {
          return;
        }
        index[d] = 0;
      }
    }
  }
}
