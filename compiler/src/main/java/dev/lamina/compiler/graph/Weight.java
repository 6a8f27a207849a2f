package dev.lamina.compiler.graph;

import dev.lamina.compiler.layer.Shape;

/**
 * A tensor of weights as an expression over the raw tensors of the weights file. Passes rewrite
 * these; the plan lowers them to the load program that the runtime executes in double precision.
 */
public sealed interface Weight {
  /** The shape of the value. */
  Shape shape();

  /** A tensor of the weights file, by its {@code state_dict} name. */
  record Raw(String name, Shape shape) implements Weight {}

  /** Constant values, row-major. */
  record Constant(Shape shape, java.util.List<Double> values) implements Weight {
    public Constant {
      values = java.util.List.copyOf(values);
    }
  }

  /** Element by element; both of one shape, or {@code b} of one element. */
  record Binary(Op op, Weight a, Weight b) implements Weight {
    @Override
    public Shape shape() {
      return a.shape();
    }
  }

  /** Square root of each element. */
  record Sqrt(Weight a) implements Weight {
    @Override
    public Shape shape() {
      return a.shape();
    }
  }

  /** {@code a} times the vector {@code factor} along dimension {@code dim} of {@code a}. */
  record Scaled(Weight a, Weight factor, int dim) implements Weight {
    @Override
    public Shape shape() {
      return a.shape();
    }
  }

  /**
   * A vector along dimension 0 of {@code a}: the sum, over all other dimensions, of {@code a} times
   * the vector {@code factor} along dimension {@code dim}.
   */
  record Contracted(Weight a, Weight factor, int dim) implements Weight {
    @Override
    public Shape shape() {
      return Shape.of(a.shape().size(0));
    }
  }

  /** The same elements in another shape. */
  record View(Weight a, Shape shape) implements Weight {}

  /** Arithmetic. */
  enum Op {
    ADD,
    SUB,
    MUL,
    DIV
  }
}
