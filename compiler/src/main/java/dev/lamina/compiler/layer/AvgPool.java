package dev.lamina.compiler.layer;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The mean under each place of a window. Padding counts as zeros, what {@code ceil_mode} adds
 * beyond the padding does not count; 0 where the window holds nothing but padding.
 *
 * @param window the geometry
 * @param countIncludePad whether the padding is part of what is divided by
 * @param divisor what is divided by instead of the number of elements
 * @see <a href="https://pytorch.org/docs/stable/generated/torch.nn.AvgPool2d.html">AvgPool2d</a>
 * @see <a href="https://pytorch.org/docs/stable/generated/torch.nn.AvgPool1d.html">AvgPool1d</a>
 */
public record AvgPool(Window window, boolean countIncludePad, OptionalInt divisor)
    implements Layer {
  private static final String FORMALS =
      "kernel_size|kernel stride padding|pad ceil_mode count_include_pad";

  /** {@code avgpool}, on (C, H, W). */
  public static final LayerType TYPE =
      Definition.of("avgpool avgpool2d", FORMALS + " divisor_override", c -> create(c, 2));

  /** {@code avgpool1d}, on (C, L). */
  public static final LayerType TYPE_1D = Definition.of("avgpool1d", FORMALS, c -> create(c, 1));

  private static AvgPool create(Call call, int dimensions) {
    Window window = Pooling.window(call, dimensions, false);
    boolean include = call.bool("count_include_pad", true);
    OptionalInt divisor =
        call.absent("divisor_override")
            ? OptionalInt.empty()
            : OptionalInt.of(call.integer("divisor_override", 0));
    if (divisor.orElse(1) == 0) {
      throw call.refuseAt(
          "divisor_override",
          call.name() + ": divisor_override must not be 0",
          "leave it out to divide by the number of elements");
    }
    return new AvgPool(window, include, divisor);
  }

  @Override
  public Shape shape(List<Shape> inputs) {
    Shape in = Window.requireSpatial(this, inputs.get(0), window.dimensions());
    return window.over(in, in.size(0), this);
  }

  @Override
  public Tensor evaluate(List<Tensor> inputs, Map<String, Tensor> parameters) {
    Tensor in = inputs.get(0);
    return Pooling.evaluate(in, shape(List.of(in.shape())), this::mean);
  }

  private float mean(Pooling.Plane plane, int row, int column) {
    int top = window.row(row, 0);
    int left = window.column(column, 0);
    int bottom = window.endRow(row, plane.rows());
    int right = window.endColumn(column, plane.columns());
    int inside =
        length(top, Math.min(bottom, plane.rows()))
            * length(left, Math.min(right, plane.columns()));
    if (inside == 0) {
      return 0;
    }
    double sum = 0;
    for (int y = Math.max(0, top); y < Math.min(bottom, plane.rows()); y++) {
      for (int x = Math.max(0, left); x < Math.min(right, plane.columns()); x++) {
        sum += plane.at(y, x);
      }
    }
    int counted = countIncludePad ? (bottom - top) * (right - left) : inside;
    return (float) (sum / divisor.orElse(counted));
  }

  private static int length(int from, int to) {
    return Math.max(0, to - Math.max(0, from));
  }

  @Override
  public String toString() {
    LayerText text = Pooling.text(ConvArguments.text("avgpool", window.dimensions()), window);
    text.named("count_include_pad", countIncludePad, true);
    divisor.ifPresent(d -> text.named("divisor_override", d, null));
    return text.toString();
  }
}
