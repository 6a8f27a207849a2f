package dev.lamina.compiler.plan;

import dev.lamina.compiler.graph.Weight;
import java.util.function.UnaryOperator;

/** Gives the raw tensors in an expression other names. */
final class RawNames {
  private RawNames() {}

  static Weight replaced(Weight weight, UnaryOperator<String> names) {
    if (weight instanceof Weight.Raw raw) {
      return new Weight.Raw(names.apply(raw.name()), raw.shape());
    } else if (weight instanceof Weight.Binary b) {
      return new Weight.Binary(b.op(), replaced(b.a(), names), replaced(b.b(), names));
    } else if (weight instanceof Weight.Sqrt sqrt) {
      return new Weight.Sqrt(replaced(sqrt.a(), names));
    } else if (weight instanceof Weight.Scaled s) {
      return new Weight.Scaled(replaced(s.a(), names), replaced(s.factor(), names), s.dim());
    } else if (weight instanceof Weight.Contracted c) {
      return new Weight.Contracted(replaced(c.a(), names), replaced(c.factor(), names), c.dim());
    } else if (weight instanceof Weight.View view) {
      return new Weight.View(replaced(view.a(), names), view.shape());
    }
    return weight;
  }
}
