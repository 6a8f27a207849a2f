package dev.lamina.compiler.layer;

import java.util.List;

/**
 * Upsampling that repeats the nearest element.
 *
 * @param dimensions how many spatial dimensions: 1 or 2
 * @param resize how large the result is
 * @param exact whether the centres of elements are compared, not their corners
 * @see <a href="https://pytorch.org/docs/stable/generated/torch.nn.Upsample.html">Upsample</a>
 */
public record UpsampleNearest(int dimensions, Resize resize, boolean exact) implements Gather {
  @Override
  public Shape shape(List<Shape> inputs) {
    return resize.shape(this, inputs.get(0), dimensions);
  }

  @Override
  public int source(Shape in, int outIndex) {
    int inRows = Window.rowsOf(in);
    int inColumns = in.size(-1);
    int rows = resize.rows(inRows);
    int columns = resize.columns(inColumns);
    int row = index(outIndex / columns % rows, inRows, rows, resize.rowStep(inRows));
    int column = index(outIndex % columns, inColumns, columns, resize.columnStep(inColumns));
    return (outIndex / (rows * columns) * inRows + row) * inColumns + column;
  }

  /** Torch's rule, in its precision: float. */
  private int index(int i, int in, int out, float step) {
    if (exact) {
      return Math.min((int) ((i + 0.5f) * step), in - 1);
    }
    if (out == in) {
      return i;
    }
    return out == 2L * in ? i / 2 : Math.min((int) (i * step), in - 1);
  }

  @Override
  public String toString() {
    return resize
        .text(dimensions)
        .named("mode", exact ? "nearest-exact" : "nearest", "nearest")
        .toString();
  }
}
