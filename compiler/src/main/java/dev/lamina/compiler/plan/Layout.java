package dev.lamina.compiler.plan;

import dev.lamina.compiler.layer.Margins;
import dev.lamina.compiler.layer.Shape;
import dev.lamina.compiler.layer.Window;
import dev.lamina.runtime.LoadProgram.Term;
import java.util.List;

/** Where the elements of a sample of a value lie in a buffer. */
public sealed interface Layout {
  /** PyTorch's order: the last dimension is contiguous. */
  static Layout rowMajor() {
    return new RowMajor();
  }

  /**
   * Planes with a border, {@code lanes} channels side by side; PyTorch's order where there are
   * neither.
   */
  static Layout planes(int lanes, Margins border) {
    return lanes == 1 && border.equals(Margins.NONE) ? rowMajor() : new Blocked(lanes, border);
  }

  /** Whether the other one differs at most by its border. */
  default boolean matches(Layout other) {
    return equals(other) || (lanesOf(this) > 0 && lanesOf(this) == lanesOf(other));
  }

  /** Channels side by side in a layout of planes, which PyTorch's order may be; else 0. */
  private static int lanesOf(Layout layout) {
    return layout instanceof Blocked b ? b.lanes() : layout instanceof RowMajor ? 1 : 0;
  }

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
   * last block hold anything. Each plane has a border of zeros, which whoever writes the value
   * writes, too. A shape (C, L) is taken as (C, 1, L).
   */
  record Blocked(int lanes, Margins border) implements Layout {
    /** Without a border. */
    public Blocked(int lanes) {
      this(lanes, Margins.NONE);
    }

    /** How many blocks of channels there are. */
    public int blocks(Shape shape) {
      return (shape.size(0) + lanes - 1) / lanes;
    }

    /** How far apart rows are. */
    public int rowStride(Shape shape) {
      return (border.left() + shape.size(-1) + border.right()) * lanes;
    }

    /** How far apart blocks of channels are. */
    public int blockStride(Shape shape) {
      return (border.top() + Window.rowsOf(shape) + border.bottom()) * rowStride(shape);
    }

    /** Where row 0, column 0 of the first block lies. */
    public int origin(Shape shape) {
      return border.top() * rowStride(shape) + border.left() * lanes;
    }

    @Override
    public int floats(Shape shape) {
      return Math.multiplyExact(blocks(shape), blockStride(shape));
    }

    @Override
    public String toString() {
      String text = lanes == 1 ? "planes" : "blocks of " + lanes + " channels";
      return border.equals(Margins.NONE) ? text : text + " with border";
    }
  }

  /**
   * A vector that was planes and still lies as they did, in filled blocks of {@code lanes} channels
   * without a border.
   */
  record Flattened(Shape planes, int lanes) implements Layout {
    @Override
    public int floats(Shape shape) {
      return blocks().floats(planes);
    }

    /** The layout as planes. */
    Blocked blocks() {
      return new Blocked(lanes);
    }

    /** Where the elements of the vector lie, {@code stride} apart: the terms of their index. */
    List<Term> terms(int stride) {
      return terms(lanes * stride, stride);
    }

    /** The same with {@code vectorStride} between one block's lanes and the next. */
    List<Term> terms(int vectorStride, int stride) {
      int plane = Window.rowsOf(planes) * planes.size(-1);
      return List.of(
          new Term(plane * lanes, 0, plane * vectorStride),
          new Term(plane, lanes, stride),
          new Term(1, plane, vectorStride));
    }

    @Override
    public String toString() {
      return "flattened " + blocks();
    }
  }
}
