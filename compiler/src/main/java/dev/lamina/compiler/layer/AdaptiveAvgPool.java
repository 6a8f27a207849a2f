package dev.lamina.compiler.layer;

import java.util.List;
import java.util.Map;

/**
 * The mean of each of a given number of bins, which overlap where they do not divide the plane.
 *
 * @param dimensions how many spatial dimensions: 1 or 2
 * @param size how many bins, of height 1 in 1d
 * @see <a
 *     href="https://pytorch.org/docs/stable/generated/torch.nn.AdaptiveAvgPool2d.html">AdaptiveAvgPool2d</a>
 * @see <a
 *     href="https://pytorch.org/docs/stable/generated/torch.nn.AdaptiveAvgPool1d.html">AdaptiveAvgPool1d</a>
 */
public record AdaptiveAvgPool(int dimensions, Pair size) implements Layer {
  /** {@code adaptiveavgpool}, on (C, H, W). */
  public static final LayerType TYPE =
      Definition.ofList(
          "adaptiveavgpool adaptiveavgpool2d",
          "output_size",
          c -> new AdaptiveAvgPool(2, AdaptiveBins.read(c, 2)));

  /** {@code adaptiveavgpool1d}, on (C, L). */
  public static final LayerType TYPE_1D =
      Definition.of(
          "adaptiveavgpool1d", "output_size", c -> new AdaptiveAvgPool(1, AdaptiveBins.read(c, 1)));

  @Override
  public Shape shape(List<Shape> inputs) {
    return AdaptiveBins.shape(this, inputs, dimensions, size);
  }

  @Override
  public Tensor evaluate(List<Tensor> inputs, Map<String, Tensor> parameters) {
    Tensor in = inputs.get(0);
    return AdaptiveBins.evaluate(in, shape(List.of(in.shape())), size, AdaptiveAvgPool::mean);
  }

  private static float mean(Pooling.Plane plane, int top, int bottom, int left, int right) {
    double sum = 0;
    for (int y = top; y < bottom; y++) {
      for (int x = left; x < right; x++) {
        sum += plane.at(y, x);
      }
    }
    return (float) (sum / ((bottom - top) * (right - left)));
  }

  @Override
  public String toString() {
    return ConvArguments.text("adaptiveavgpool", dimensions)
        .value(size.argument(dimensions))
        .toString();
  }
}
