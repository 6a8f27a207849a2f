package dev.lamina.compiler.layer;

import java.util.List;
import java.util.Map;

/**
 * The largest element of each of a given number of bins, which overlap where they do not divide the
 * plane; NaN where one is NaN.
 *
 * @param dimensions how many spatial dimensions: 1 or 2
 * @param size how many bins, of height 1 in 1d
 * @see <a
 *     href="https://pytorch.org/docs/stable/generated/torch.nn.AdaptiveMaxPool2d.html">AdaptiveMaxPool2d</a>
 * @see <a
 *     href="https://pytorch.org/docs/stable/generated/torch.nn.AdaptiveMaxPool1d.html">AdaptiveMaxPool1d</a>
 */
public record AdaptiveMaxPool(int dimensions, Pair size) implements Layer {
  /** {@code adaptivemaxpool}, on (C, H, W). */
  public static final LayerType TYPE =
      Definition.of(
          "adaptivemaxpool adaptivemaxpool2d",
          "output_size return_indices",
          c -> new AdaptiveMaxPool(2, AdaptiveBins.read(c, 2)));

  /** {@code adaptivemaxpool1d}, on (C, L). */
  public static final LayerType TYPE_1D =
      Definition.of(
          "adaptivemaxpool1d",
          "output_size return_indices",
          c -> new AdaptiveMaxPool(1, AdaptiveBins.read(c, 1)));

  @Override
  public Shape shape(List<Shape> inputs) {
    return AdaptiveBins.shape(this, inputs, dimensions, size);
  }

  @Override
  public Tensor evaluate(List<Tensor> inputs, Map<String, Tensor> parameters) {
    Tensor in = inputs.get(0);
    return AdaptiveBins.evaluate(in, shape(List.of(in.shape())), size, AdaptiveMaxPool::largest);
  }

  private static float largest(Pooling.Plane plane, int top, int bottom, int left, int right) {
    float largest = Float.NEGATIVE_INFINITY;
    for (int y = top; y < bottom; y++) {
      for (int x = left; x < right; x++) {
        largest = Math.max(largest, plane.at(y, x));
      }
    }
    return largest;
  }

  @Override
  public String toString() {
    return ConvArguments.text("adaptivemaxpool", dimensions)
        .value(size.argument(dimensions))
        .toString();
  }
}
