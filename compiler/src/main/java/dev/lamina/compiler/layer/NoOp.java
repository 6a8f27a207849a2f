package dev.lamina.compiler.layer;

import java.util.List;

/** A layer that does nothing at inference: its result is its input. */
public interface NoOp extends View {
  @Override
  default Shape shape(List<Shape> inputs) {
    return inputs.get(0);
  }
}
