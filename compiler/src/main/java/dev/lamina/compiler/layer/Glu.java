package dev.lamina.compiler.layer;

import dev.lamina.compiler.scalar.Scalar;
import dev.lamina.compiler.scalar.ScalarEvaluator;
import java.util.List;
import java.util.Map;

/**
 * {@code torch.nn.GLU}: the first half along a dimension, times the sigmoid of the second.
 *
 * @param dim the dimension that is halved, from 0 without the batch
 */
public record Glu(int dim) implements Layer {
  static final LayerType TYPE = Definition.of("glu", "dim", Glu::create);

  private static Layer create(Call call) {
    int dim = call.dimension("dim", -1);
    if (call.input().size(dim) % 2 != 0) {
      throw call.refuseAt(
          "dim",
          "glu halves dimension " + (dim + 1) + ", but its size in " + call.input() + " is odd",
          dim == 0 ? "make the channels before it an even number" : "`glu(1)` halves the channels");
    }
    return new Glu(dim);
  }

  /** What is computed of an element of the first half, input 0, and of the second, input 1. */
  public Scalar function() {
    return Scalar.x().times(new Scalar.Input(1).apply(Scalar.UnaryOp.SIGMOID));
  }

  /**
   * The number of consecutive elements of a half. The input is a sequence of first and second
   * halves.
   */
  public int halfLength(Shape input) {
    return (int) (input.elements(dim, input.rank()) / 2);
  }

  @Override
  public Shape shape(List<Shape> inputs) {
    Shape input = inputs.get(0);
    return input.with(dim, input.size(dim) / 2);
  }

  @Override
  public Tensor evaluate(List<Tensor> inputs, Map<String, Tensor> parameters) {
    Tensor input = inputs.get(0);
    Tensor result = Tensor.zeros(shape(List.of(input.shape())));
    int half = halfLength(input.shape());
    for (int i = 0; i < result.data().length; i++) {
      int first = i / half * 2 * half + i % half;
      double value =
          ScalarEvaluator.evaluate(
              function(), name -> Double.NaN, input.data()[first], input.data()[first + half]);
      result.data()[i] = (float) value;
    }
    return result;
  }

  @Override
  public String toString() {
    return "glu(" + (dim + 1) + ")";
  }
}
