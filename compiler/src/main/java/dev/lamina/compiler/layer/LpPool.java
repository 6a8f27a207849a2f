package dev.lamina.compiler.layer;

import java.util.List;
import java.util.Map;

/**
 * The p-norm under each place of a window, as torch computes it from the mean of the powers: a
 * window that {@code ceil_mode} lets hang over is counted in full, and the root of a negative sum
 * is NaN.
 *
 * @param norm p
 * @param window the geometry
 * @see <a href="https://pytorch.org/docs/stable/generated/torch.nn.LPPool2d.html">LPPool2d</a>
 * @see <a href="https://pytorch.org/docs/stable/generated/torch.nn.LPPool1d.html">LPPool1d</a>
 */
public record LpPool(double norm, Window window) implements Layer {
  private static final String FORMALS = "norm_type kernel_size|kernel stride ceil_mode";

  /** {@code lppool}, on (C, H, W). */
  public static final LayerType TYPE = Definition.of("lppool lppool2d", FORMALS, c -> create(c, 2));

  /** {@code lppool1d}, on (C, L). */
  public static final LayerType TYPE_1D = Definition.of("lppool1d", FORMALS, c -> create(c, 1));

  private static LpPool create(Call call, int dimensions) {
    double norm = call.decimal("norm_type");
    if (norm == 0) {
      throw call.refuseAt(
          "norm_type",
          call.name() + ": norm_type must not be 0: the root of that order does not exist",
          "write `1` for sums or `2` for Euclidean norms");
    }
    return new LpPool(norm, Pooling.window(call, dimensions, false));
  }

  @Override
  public Shape shape(List<Shape> inputs) {
    Shape in = Window.requireSpatial(this, inputs.get(0), window.dimensions());
    return window.over(in, in.size(0), this);
  }

  @Override
  public Tensor evaluate(List<Tensor> inputs, Map<String, Tensor> parameters) {
    Tensor in = inputs.get(0);
    return Pooling.evaluate(in, shape(List.of(in.shape())), this::root);
  }

  private float root(Pooling.Plane plane, int row, int column) {
    int bottom = Math.min(window.endRow(row, plane.rows()), plane.rows());
    int right = Math.min(window.endColumn(column, plane.columns()), plane.columns());
    int top = window.row(row, 0);
    int left = window.column(column, 0);
    double sum = 0;
    for (int y = top; y < bottom; y++) {
      for (int x = left; x < right; x++) {
        sum += (float) Math.pow(plane.at(y, x), norm);
      }
    }
    double mean = sum / ((bottom - top) * (right - left));
    return (float) Math.pow((float) (mean * window.kernel().area()), 1 / norm);
  }

  @Override
  public String toString() {
    LayerText text = ConvArguments.text("lppool", window.dimensions()).value(norm);
    return Pooling.text(text, window).toString();
  }
}
