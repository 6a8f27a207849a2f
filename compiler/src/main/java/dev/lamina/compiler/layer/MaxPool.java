package dev.lamina.compiler.layer;

import java.util.List;
import java.util.Map;

/**
 * The largest element under each place of a window; NaN where one is NaN, and minus infinity where
 * the window holds nothing but padding.
 *
 * @param window the geometry
 * @see <a href="https://pytorch.org/docs/stable/generated/torch.nn.MaxPool2d.html">MaxPool2d</a>
 * @see <a href="https://pytorch.org/docs/stable/generated/torch.nn.MaxPool1d.html">MaxPool1d</a>
 */
public record MaxPool(Window window) implements Layer {
  private static final String FORMALS =
      "kernel_size|kernel stride padding|pad dilation return_indices ceil_mode";

  /** {@code maxpool}, on (C, H, W). */
  public static final LayerType TYPE =
      Definition.of("maxpool maxpool2d", FORMALS, c -> new MaxPool(Pooling.window(c, 2, true)));

  /** {@code maxpool1d}, on (C, L). */
  public static final LayerType TYPE_1D =
      Definition.of("maxpool1d", FORMALS, c -> new MaxPool(Pooling.window(c, 1, true)));

  @Override
  public Shape shape(List<Shape> inputs) {
    Shape in = Window.requireSpatial(this, inputs.get(0), window.dimensions());
    return window.over(in, in.size(0), this);
  }

  @Override
  public Tensor evaluate(List<Tensor> inputs, Map<String, Tensor> parameters) {
    Tensor in = inputs.get(0);
    return Pooling.evaluate(in, shape(List.of(in.shape())), this::largest);
  }

  private float largest(Pooling.Plane plane, int row, int column) {
    float largest = Float.NEGATIVE_INFINITY;
    for (int ky = 0; ky < window.kernel().height(); ky++) {
      int y = window.row(row, ky);
      for (int kx = 0; kx < window.kernel().width(); kx++) {
        int x = window.column(column, kx);
        if (y >= 0 && y < plane.rows() && x >= 0 && x < plane.columns()) {
          largest = Math.max(largest, plane.at(y, x));
        }
      }
    }
    return largest;
  }

  @Override
  public String toString() {
    return Pooling.text(ConvArguments.text("maxpool", window.dimensions()), window).toString();
  }
}
