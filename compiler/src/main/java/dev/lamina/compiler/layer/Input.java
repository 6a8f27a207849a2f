package dev.lamina.compiler.layer;

import java.util.List;
import java.util.Map;

/**
 * An input of the network; the only layer that takes nothing.
 *
 * @param shape its shape without the batch
 */
public record Input(Shape shape) implements Layer {
  @Override
  public Shape shape(List<Shape> inputs) {
    return shape;
  }

  @Override
  public Tensor evaluate(List<Tensor> inputs, Map<String, Tensor> parameters) {
    throw new UnsupportedOperationException("an input has no evaluation");
  }

  @Override
  public String toString() {
    return "input" + shape;
  }
}
