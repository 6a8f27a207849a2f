package dev.lamina.compiler.plan;

import dev.lamina.compiler.layer.Shape;

/** Where the elements of a sample of a value lie in a buffer. */
public sealed interface Layout {
  /** PyTorch's order: the last dimension is contiguous. */
  Layout ROW_MAJOR = new RowMajor();

  /** How many floats a sample takes. */
  int floats(Shape shape);

  /** PyTorch's order. */
  record RowMajor() implements Layout {
    @Override
    public int floats(Shape shape) {
      return Math.toIntExact(shape.elements());
    }

    @Override
    public String toString() {
      return "row-major";
    }
  }

  /**
   * Channels in blocks of {@code lanes}: (ceil(C / lanes), H, W, lanes). Channels beyond C in the
   * last block hold anything.
   */
  record Blocked(int lanes) implements Layout {
    @Override
    public int floats(Shape shape) {
      int blocks = (shape.size(0) + lanes - 1) / lanes;
      return Math.toIntExact(blocks * (long) lanes * shape.elements(1, shape.rank()));
    }

    @Override
    public String toString() {
      return "channels by " + lanes;
    }
  }
}
