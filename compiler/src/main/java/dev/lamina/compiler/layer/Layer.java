package dev.lamina.compiler.layer;

import java.util.List;
import java.util.Map;

/**
 * An operator of the graph with every argument known. Implementations are records: immutable, equal
 * when their arguments are, and printed by {@code toString} as {@code .nn} source, such as {@code
 * conv(3, 64, 3, pad=1)}.
 */
public interface Layer {
  /**
   * The shape of the result, without the batch.
   *
   * @throws ShapeException if the layer does not take these shapes
   */
  Shape shape(List<Shape> inputs);

  /** The parameters, in PyTorch's order; none by default. */
  default List<Parameter> parameters() {
    return List.of();
  }

  /**
   * The plain evaluation of one sample: the definition that generated code is compared with. No
   * cleverness; sums in double precision.
   *
   * @param inputs one tensor an operand, of the shapes that {@link #shape} accepted
   * @param parameters by {@link Parameter#name}
   */
  Tensor evaluate(List<Tensor> inputs, Map<String, Tensor> parameters);

  /**
   * How many multiply-adds a sample takes, where that is what its cost is made of; 0 by default.
   */
  default long multiplyAdds(List<Shape> inputs) {
    return 0;
  }
}
