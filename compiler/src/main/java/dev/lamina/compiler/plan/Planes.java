package dev.lamina.compiler.plan;

import dev.lamina.compiler.layer.Shape;
import dev.lamina.compiler.layer.Window;

/** A sample of (C, L) or (C, H, W), row-major, as planes. */
record Planes(int channels, int rows, int columns) {
  static Planes of(Shape shape) {
    return new Planes(shape.size(0), Window.rowsOf(shape), shape.size(-1));
  }

  /** Elements of a plane. */
  int plane() {
    return rows * columns;
  }

  /** Elements of a sample. */
  int floats() {
    return Math.multiplyExact(channels, Math.multiplyExact(rows, columns));
  }
}
