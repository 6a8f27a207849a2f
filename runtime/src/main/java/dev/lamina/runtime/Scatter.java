package dev.lamina.runtime;

import java.util.Arrays;
import java.util.List;

/**
 * Executes one {@link LoadProgram.Pack}: takes the source's elements in order, chunk by chunk, and
 * puts each in its place in the packed array.
 *
 * <p>The dimensions are divided into an outer part, whose offsets are summed once a row, and an
 * inner part with one table of offsets. Rows that arrive together are written in tiles, because
 * packed layouts put elements of neighbouring rows on the same cache line.
 */
final class Scatter {
  private static final int MAX_INNER = 4096;
  private static final int TILE = 256;
  private static final int GROUPS = 1024;

  private final float[] target;
  private final int[][] outer;
  private final int[] inner;
  private final boolean contiguous;
  private final int base;
  private final long size;

  /** For each index of an outer dimension, what its elements are multiplied by; or null. */
  private final double[][] outerScale;

  /** For each element of a row, what it is multiplied by; or null. */
  private final double[] innerScale;

  private final Transform transform;
  private final int[] index;
  private int innerPosition;
  private int[] rowBase = new int[16];
  private double[] rowScale = new double[16];

  Scatter(LoadProgram.Pack pack, float[] target, double[][] registers) {
    this.target = target;
    this.base = pack.base();
    this.transform = pack.transform() == null ? null : new Transform(pack.transform(), GROUPS);
    int split = split(pack.dims());
    this.outer = new int[split][];
    this.outerScale = new double[split][];
    for (int d = 0; d < split; d++) {
      outer[d] = offsets(pack.dims().get(d));
      outerScale[d] = scale(pack, d, registers);
    }
    int[] table = {0};
    double[] scales = {1};
    for (int d = split; d < pack.dims().size(); d++) {
      table = combine(table, offsets(pack.dims().get(d)));
      scales = combine(scales, scale(pack, d, registers), pack.dims().get(d).size());
    }
    this.inner = table;
    this.innerScale = pack.scale() >= 0 && pack.scaleDim() >= split ? scales : null;
    this.contiguous = isContiguous(inner);
    this.index = new int[split];
    this.size = pack.dims().stream().mapToLong(LoadProgram.Dim::size).reduce(1, (a, b) -> a * b);
    requireInside();
  }

  /** The first of the trailing dimensions that make the inner part. */
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

  private static int[] offsets(LoadProgram.Dim dim) {
    int[] offsets = new int[dim.size()];
    for (LoadProgram.Term term : dim.terms()) {
      for (int i = 0; i < offsets.length; i++) {
        int digit = i / term.divisor();
        int part = term.modulus() == 0 ? digit : digit % term.modulus();
        offsets[i] = Math.addExact(offsets[i], Math.multiplyExact(part, term.stride()));
      }
    }
    return offsets;
  }

  private static double[] scale(LoadProgram.Pack pack, int dim, double[][] registers) {
    if (pack.scale() < 0 || pack.scaleDim() != dim) {
      return null;
    }
    double[] factor = registers[pack.scale()];
    int size = pack.dims().get(dim).size();
    if (factor.length == 1) {
      double[] repeated = new double[size];
      Arrays.fill(repeated, factor[0]);
      return repeated;
    }
    if (factor.length != size) {
      throw new IllegalStateException(
          "a pack scales a dimension of " + size + " by " + factor.length + " factors");
    }
    return factor;
  }

  private static int[] combine(int[] high, int[] low) {
    int[] combined = new int[high.length * low.length];
    for (int i = 0; i < combined.length; i++) {
      combined[i] = Math.addExact(high[i / low.length], low[i % low.length]);
    }
    return combined;
  }

  private static double[] combine(double[] high, double[] low, int size) {
    double[] combined = new double[high.length * size];
    for (int i = 0; i < combined.length; i++) {
      combined[i] = high[i / size] * (low == null ? 1 : low[i % size]);
    }
    return combined;
  }

  private static boolean isContiguous(int[] offsets) {
    for (int i = 0; i < offsets.length; i++) {
      if (offsets[i] != offsets[0] + i) {
        return false;
      }
    }
    return true;
  }

  private void requireInside() {
    long low = base + (long) Arrays.stream(inner).min().orElse(0);
    long high = base + (long) Arrays.stream(inner).max().orElse(0);
    for (int[] offsets : outer) {
      low += Arrays.stream(offsets).min().orElse(0);
      high += Arrays.stream(offsets).max().orElse(0);
    }
    if (low < 0 || high >= target.length) {
      throw new IllegalStateException(
          String.format("a pack writes from %d to %d of an array of %d", low, high, target.length));
    }
  }

  /** Requires that the source has as many elements as the dimensions say. */
  void requireSource(long elements) {
    long arriving = transform == null ? elements : transform.outputs(elements);
    if (arriving != size) {
      throw new IllegalStateException(
          String.format("a pack of %d elements gets %d", size, arriving));
    }
  }

  /** Whether elements are copied as they are, so that floats suffice. */
  boolean copies() {
    return transform == null
        && innerScale == null
        && Arrays.stream(outerScale).allMatch(s -> s == null);
  }

  /** Takes the next elements. */
  void accept(double[] values, int count) {
    if (transform == null) {
      place(values, count);
    } else {
      transform.accept(values, count, this::place);
    }
  }

  private void place(double[] values, int count) {
    int at = 0;
    while (at < count) {
      int length = Math.min(count - at, inner.length - innerPosition);
      int rows = innerPosition == 0 ? (count - at) / inner.length : 0;
      if (rows == 0) {
        nextRows(1, innerPosition + length == inner.length);
        tile(values, at, 1, innerPosition, innerPosition + length);
        innerPosition = (innerPosition + length) % inner.length;
        at += length;
      } else {
        nextRows(rows, true);
        for (int from = 0; from < inner.length; from += TILE) {
          tile(values, at + from, rows, from, Math.min(inner.length, from + TILE));
        }
        at += rows * inner.length;
      }
    }
  }

  private void tile(double[] values, int at, int rows, int from, int to) {
    for (int row = 0; row < rows; row++) {
      int source = at + row * inner.length - from;
      int start = rowBase[row];
      double scale = rowScale[row];
      if (innerScale == null) {
        for (int i = from; i < to; i++) {
          target[start + inner[i]] = (float) (values[source + i] * scale);
        }
      } else {
        for (int i = from; i < to; i++) {
          target[start + inner[i]] = (float) (values[source + i] * innerScale[i]);
        }
      }
    }
  }

  /** Takes the next elements. */
  void accept(float[] values, int count) {
    int at = 0;
    while (at < count) {
      int length = Math.min(count - at, inner.length - innerPosition);
      int rows = innerPosition == 0 ? (count - at) / inner.length : 0;
      if (rows == 0) {
        nextRows(1, innerPosition + length == inner.length);
        tile(values, at, 1, innerPosition, innerPosition + length);
        innerPosition = (innerPosition + length) % inner.length;
        at += length;
      } else {
        nextRows(rows, true);
        int width = contiguous ? inner.length : TILE;
        for (int from = 0; from < inner.length; from += width) {
          tile(values, at + from, rows, from, Math.min(inner.length, from + width));
        }
        at += rows * inner.length;
      }
    }
  }

  private void tile(float[] values, int at, int rows, int from, int to) {
    for (int row = 0; row < rows; row++) {
      int source = at + row * inner.length - from;
      int start = rowBase[row];
      if (contiguous) {
        System.arraycopy(values, source + from, target, start + inner[from], to - from);
      } else {
        for (int i = from; i < to; i++) {
          target[start + inner[i]] = values[source + i];
        }
      }
    }
  }

  /** Computes where the next rows go; moves on past them if {@code advance}. */
  private void nextRows(int rows, boolean advance) {
    if (rowBase.length < rows) {
      rowBase = new int[rows];
      rowScale = new double[rows];
    }
    for (int row = 0; row < rows; row++) {
      int start = base;
      double scale = 1;
      for (int d = 0; d < outer.length; d++) {
        start += outer[d][index[d]];
        scale *= outerScale[d] == null ? 1 : outerScale[d][index[d]];
      }
      rowBase[row] = start;
      rowScale[row] = scale;
      if (advance) {
        advance();
      }
    }
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
