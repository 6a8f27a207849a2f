package dev.lamina.compiler.layer;

import dev.lamina.compiler.scalar.Scalar;

/** A layer whose every output element is a function of the input elements at the same place. */
public interface Elementwise extends Layer {
  /** That function. */
  Scalar function();
}
