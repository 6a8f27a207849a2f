package dev.lamina.runtime;

/**
 * Multiplies groups of consecutive elements by a matrix. Groups are first turned so that the inner
 * loops run over many groups at once.
 */
final class Transform {
  private final double[][] matrix;
  private final double[] turned;
  private final double[] results;

  /** For so many groups at once, at most. */
  Transform(double[][] matrix, int groups) {
    this.matrix = matrix;
    this.turned = new double[matrix[0].length * groups];
    this.results = new double[matrix.length * groups];
  }

  /**
   * Multiplies the groups of several rows.
   *
   * @param values has the rows, from {@code at} on, {@code stride} apart
   * @return the results: of matrix row r, group g and row: element {@code (r * groups + g) * rows +
   *     row}
   */
  double[] multiply(double[] values, int at, int stride, int rows, int groups) {
    int columns = matrix[0].length;
    int width = groups * rows;
    for (int row = 0; row < rows; row++) {
      for (int g = 0; g < groups; g++) {
        int source = at + row * stride + g * columns;
        for (int c = 0; c < columns; c++) {
          turned[c * width + g * rows + row] = values[source + c];
        }
      }
    }
    for (int r = 0; r < matrix.length; r++) {
      scale(matrix[r][0], r * width, width);
      for (int c = 1; c < columns; c++) {
        add(matrix[r][c], c * width, r * width, width);
      }
    }
    return results;
  }

  private void scale(double factor, int to, int width) {
    for (int i = 0; i < width; i++) {
      results[to + i] = factor * turned[i];
    }
  }

  private void add(double factor, int from, int to, int width) {
    for (int i = 0; i < width; i++) {
      results[to + i] += factor * turned[from + i];
    }
  }
}
