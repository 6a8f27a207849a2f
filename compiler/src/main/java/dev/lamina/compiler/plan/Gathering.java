package dev.lamina.compiler.plan;

import dev.lamina.compiler.layer.Gather;
import dev.lamina.compiler.layer.Shape;
import java.util.Arrays;
import java.util.Optional;

/**
 * The sources of a {@link Gather} as a sum of one table a dimension: the element of the result at
 * (block, row, column) is the input's element {@code blocks[block] + rows[row] + columns[column]},
 * or the fill value where one of them is negative.
 */
@SuppressWarnings("ArrayRecordComponent")
record Gathering(int[] blocks, int[] rows, int[] columns) {
  /** Beyond so many elements the tables are checked against a sample of the elements. */
  private static final int CHECKED = 1 << 18;

  /** Of a layer on that input. */
  static Gathering of(Gather layer, Shape in, Shape out) {
    int all = Math.toIntExact(out.elements());
    int columns = out.rank() == 0 ? 1 : out.size(-1);
    int rows = out.rank() < 2 ? 1 : out.size(-2);
    return of(layer, in, all, 1, all / out.size(0))
        .filter(g -> g.isCopy())
        .or(() -> of(layer, in, all, rows, columns))
        .or(() -> of(layer, in, all, 1, 1))
        .orElseThrow();
  }

  /** Whether each block is a run of consecutive elements. */
  private boolean isCopy() {
    for (int i = 1; i < columns.length; i++) {
      if (columns[i] != columns[i - 1] + 1) {
        return false;
      }
    }
    return columns[0] == 0;
  }

  private static Optional<Gathering> of(
      Gather layer, Shape in, int elements, int rows, int columns) {
    int origin = 0;
    while (origin < elements && layer.source(in, origin) == Gather.FILL) {
      origin++;
    }
    int blocks = elements / rows / columns;
    if (origin == elements) {
      return Optional.of(new Gathering(filled(blocks), filled(rows), filled(columns)));
    }
    int plane = rows * columns;
    int column = origin % columns;
    int row = origin % plane / columns;
    int block = origin / plane;
    int[] a = line(layer, in, origin - block * plane, plane, blocks);
    int[] b = line(layer, in, origin - row * columns, columns, rows);
    int[] c = line(layer, in, origin - column, 1, columns);
    int lowest = lower(b) + lower(c) - 2 * layer.source(in, origin);
    for (int i = 0; i < a.length; i++) {
      a[i] = a[i] == Gather.FILL ? a[i] : a[i] + lowest;
    }
    Gathering gathering = new Gathering(a, b, c);
    return gathering.holds(layer, in, elements) ? Optional.of(gathering) : Optional.empty();
  }

  private static int[] filled(int size) {
    int[] table = new int[size];
    Arrays.fill(table, Gather.FILL);
    return table;
  }

  private static int[] line(Gather layer, Shape in, int from, int step, int count) {
    int[] line = new int[count];
    for (int i = 0; i < count; i++) {
      line[i] = layer.source(in, from + i * step);
    }
    return line;
  }

  /** Makes the least source 0 and gives it back. */
  private static int lower(int[] line) {
    int least = Arrays.stream(line).filter(s -> s != Gather.FILL).min().orElse(0);
    for (int i = 0; i < line.length; i++) {
      line[i] = line[i] == Gather.FILL ? Gather.FILL : line[i] - least;
    }
    return least;
  }

  private boolean holds(Gather layer, Shape in, int elements) {
    int step = elements <= CHECKED ? 1 : elements / CHECKED | 1;
    for (long i = 0; i < elements; i += step) {
      if (layer.source(in, (int) i) != source((int) i)) {
        return false;
      }
    }
    return true;
  }

  private int source(int index) {
    int a = blocks[index / columns.length / rows.length];
    int b = rows[index / columns.length % rows.length];
    int c = columns[index % columns.length];
    return a < 0 || b < 0 || c < 0 ? Gather.FILL : a + b + c;
  }

  /** Whether a whole row is the fill value somewhere. */
  boolean hasFilledRows() {
    return Arrays.stream(blocks).anyMatch(b -> b < 0) || Arrays.stream(rows).anyMatch(r -> r < 0);
  }
}
