package dev.lamina.compiler.layer;

import java.util.List;
import java.util.Map;

/**
 * {@code torch.nn.Softmax}, {@code LogSoftmax}, {@code Softmin} and {@code Softmax2d}.
 *
 * @param kind which of them; a {@code Softmax2d} is a softmax over the channels
 * @param dim the dimension that sums to 1, from 0 without the batch
 */
public record Softmax(Kind kind, int dim) implements Layer {
  /** What is computed of the elements {@code x} along the dimension. */
  public enum Kind {
    /** {@code exp(x) / sum(exp(x))}. */
    SOFTMAX("softmax"),
    /** {@code x - log(sum(exp(x)))}. */
    LOG_SOFTMAX("logsoftmax"),
    /** {@code exp(-x) / sum(exp(-x))}. */
    SOFTMIN("softmin");

    private final String name;

    Kind(String name) {
      this.name = name;
    }
  }

  static final List<LayerType> TYPES =
      List.of(
          Definition.of("softmax", "dim", call -> alongDim(call, Kind.SOFTMAX)),
          Definition.of("logsoftmax", "dim", call -> alongDim(call, Kind.LOG_SOFTMAX)),
          Definition.of("softmin", "dim", call -> alongDim(call, Kind.SOFTMIN)),
          Definition.of("softmax2d", "", Softmax::overChannels));

  private static Layer alongDim(Call call, Kind kind) {
    return new Softmax(kind, call.dimension("dim", 1));
  }

  private static Layer overChannels(Call call) {
    call.arrives(2);
    return new Softmax(Kind.SOFTMAX, 0);
  }

  /**
   * The input as {@code (outer, size, inner)}: the middle dimension sums to 1.
   *
   * @param outer the product of the sizes before it
   * @param size its size
   * @param inner the product of the sizes after it: the distance of its elements
   */
  public record View(int outer, int size, int inner) {}

  /** The input seen around the dimension. */
  public View view(Shape input) {
    return new View(
        (int) input.elements(0, dim), input.size(dim), (int) input.elements(dim + 1, input.rank()));
  }

  @Override
  public Shape shape(List<Shape> inputs) {
    return inputs.get(0);
  }

  @Override
  public Tensor evaluate(List<Tensor> inputs, Map<String, Tensor> parameters) {
    Tensor input = inputs.get(0);
    Tensor result = Tensor.zeros(input.shape());
    View view = view(input.shape());
    for (int outer = 0; outer < view.outer; outer++) {
      for (int inner = 0; inner < view.inner; inner++) {
        int start = outer * view.size * view.inner + inner;
        evaluate(input.data(), result.data(), start, view);
      }
    }
    return result;
  }

  private void evaluate(float[] from, float[] to, int start, View view) {
    double sign = kind == Kind.SOFTMIN ? -1 : 1;
    double max = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < view.size; i++) {
      max = Math.max(max, sign * from[start + i * view.inner]);
    }
    double sum = 0;
    for (int i = 0; i < view.size; i++) {
      sum += Math.exp(sign * from[start + i * view.inner] - max);
    }
    for (int i = 0; i < view.size; i++) {
      double x = sign * from[start + i * view.inner] - max;
      to[start + i * view.inner] =
          (float) (kind == Kind.LOG_SOFTMAX ? x - Math.log(sum) : Math.exp(x) / sum);
    }
  }

  @Override
  public String toString() {
    return LayerText.of(kind.name).value(dim + 1, 1).toString();
  }
}
