package dev.lamina.runtime;

/** Multiplies each group of consecutive elements by a matrix. */
final class Transform {
  private final int rows;
  private final int columns;

  /** The matrix by columns, so that the inner loop runs over independent sums. */
  private final double[] byColumn;

  private final double[] pending;
  private final double[] results;
  private int pendingCount;

  Transform(double[][] matrix, int groups) {
    this.rows = matrix.length;
    this.columns = matrix[0].length;
    this.byColumn = new double[rows * columns];
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        byColumn[c * rows + r] = matrix[r][c];
      }
    }
    this.pending = new double[columns];
    this.results = new double[groups * rows];
  }

  /** Takes results. */
  interface Sink {
    void accept(double[] values, int count);
  }

  /** How many elements come of so many. */
  long outputs(long elements) {
    return elements % columns == 0 ? elements / columns * rows : -1;
  }

  /** Takes the next elements and passes the groups that are complete on. */
  void accept(double[] values, int count, Sink sink) {
    int at = 0;
    int filled = 0;
    if (pendingCount > 0) {
      at = Math.min(count, columns - pendingCount);
      System.arraycopy(values, 0, pending, pendingCount, at);
      pendingCount += at;
      if (pendingCount < columns) {
        return;
      }
      multiply(pending, 0, 0);
      filled = rows;
    }
    for (; at + columns <= count; at += columns) {
      if (filled == results.length) {
        sink.accept(results, filled);
        filled = 0;
      }
      multiply(values, at, filled);
      filled += rows;
    }
    sink.accept(results, filled);
    pendingCount = count - at;
    System.arraycopy(values, at, pending, 0, pendingCount);
  }

  private void multiply(double[] values, int at, int to) {
    for (int r = 0; r < rows; r++) {
      results[to + r] = 0;
    }
    for (int c = 0; c < columns; c++) {
      double value = values[at + c];
      for (int r = 0; r < rows; r++) {
        results[to + r] += byColumn[c * rows + r] * value;
      }
    }
  }
}
