package dev.lamina.compiler.layer;

import dev.lamina.compiler.scalar.Scalar;
import dev.lamina.compiler.scalar.ScalarEvaluator;
import java.util.List;
import java.util.Map;

/**
 * {@code torch.nn.LocalResponseNorm}: elements are divided by a power of the squares of the
 * neighbouring channels.
 *
 * @param size the number of neighbouring channels, itself included; the additional one of an even
 *     size stands before it
 * @param alpha the weight of their mean square
 * @param beta the power
 * @param k added before the power is taken
 */
public record LocalResponseNorm(int size, double alpha, double beta, double k) implements Layer {
  static final LayerType TYPE =
      Definition.of("localresponsenorm lrn", "size alpha beta k", LocalResponseNorm::create);

  private static Layer create(Call call) {
    if (call.input().rank() < 2) {
      throw call.refuse(
          call.name() + " takes channels of several elements, but " + call.input() + " arrives",
          "torch takes (C, L), (C, H, W) and more");
    }
    return new LocalResponseNorm(
        call.count("size"),
        call.decimal("alpha", 1e-4),
        call.decimal("beta", 0.75),
        call.decimal("k", 1));
  }

  /** How many channels before an element's own belong to its window. */
  public int before() {
    return size / 2;
  }

  /** How many channels after an element's own belong to its window. */
  public int after() {
    return (size - 1) / 2;
  }

  /** What is computed of an element, input 0, and the sum of the squares of its window, input 1. */
  public Scalar function() {
    Scalar base = new Scalar.Input(1).times(Scalar.of(alpha / size)).plus(Scalar.of(k));
    Scalar divisor = new Scalar.Binary(Scalar.BinaryOp.POW, base, Scalar.of(beta));
    return Scalar.x().over(divisor);
  }

  @Override
  public Shape shape(List<Shape> inputs) {
    return inputs.get(0);
  }

  @Override
  public Tensor evaluate(List<Tensor> inputs, Map<String, Tensor> parameters) {
    Tensor input = inputs.get(0);
    Tensor result = Tensor.zeros(input.shape());
    int channels = input.shape().size(0);
    int plane = input.data().length / channels;
    for (int i = 0; i < input.data().length; i++) {
      int channel = i / plane;
      double squares = 0;
      int last = Math.min(channels - 1, channel + after());
      for (int c = Math.max(0, channel - before()); c <= last; c++) {
        double x = input.data()[c * plane + i % plane];
        squares += x * x;
      }
      double x = input.data()[i];
      result.data()[i] =
          (float) ScalarEvaluator.evaluate(function(), name -> Double.NaN, x, squares);
    }
    return result;
  }

  @Override
  public String toString() {
    return LayerText.of("lrn")
        .value(size)
        .named("alpha", alpha, 1e-4)
        .named("beta", beta, 0.75)
        .named("k", k, 1.0)
        .toString();
  }
}
