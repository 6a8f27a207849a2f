package dev.lamina.compiler.pass;

import dev.lamina.compiler.graph.Weight;
import dev.lamina.compiler.layer.Shape;
import java.util.Collections;

/** Builds expressions over weights. */
final class Weights {
  private Weights() {}

  static Weight add(Weight a, Weight b) {
    return new Weight.Binary(Weight.Op.ADD, a, b);
  }

  static Weight subtract(Weight a, Weight b) {
    return new Weight.Binary(Weight.Op.SUB, a, b);
  }

  static Weight multiply(Weight a, Weight b) {
    return new Weight.Binary(Weight.Op.MUL, a, b);
  }

  static Weight divide(Weight a, Weight b) {
    return new Weight.Binary(Weight.Op.DIV, a, b);
  }

  /** A vector of equal values. */
  static Weight filled(int size, double value) {
    return new Weight.Constant(Shape.of(size), Collections.nCopies(size, value));
  }
}
