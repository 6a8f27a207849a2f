package dev.lamina.compiler.graph;

import java.util.Map;
import java.util.stream.Collectors;

/** Expressions over weights as text: {@code scale(0.weight, 1.weight / sqrt(1.running_var))}. */
final class WeightPrinter {
  private static final int SHOWN_CONSTANTS = 4;
  private static final Map<Weight.Op, String> SYMBOLS =
      Map.of(
          Weight.Op.ADD, " + ", Weight.Op.SUB, " - ", Weight.Op.MUL, " * ", Weight.Op.DIV, " / ");

  private WeightPrinter() {}

  static String print(Weight weight) {
    if (weight instanceof Weight.Raw raw) {
      return raw.name();
    } else if (weight instanceof Weight.Constant constant) {
      return print(constant);
    } else if (weight instanceof Weight.Binary b) {
      return operand(b.a()) + SYMBOLS.get(b.op()) + operand(b.b());
    } else if (weight instanceof Weight.Sqrt sqrt) {
      return "sqrt(" + print(sqrt.a()) + ")";
    } else if (weight instanceof Weight.Scaled s) {
      return call("scale", s.a(), s.factor(), s.dim());
    } else if (weight instanceof Weight.Contracted c) {
      return call("contract", c.a(), c.factor(), c.dim());
    } else if (weight instanceof Weight.View view) {
      return "view(" + print(view.a()) + ", " + view.shape() + ")";
    }
    throw new IllegalStateException(weight.toString());
  }

  private static String operand(Weight weight) {
    return weight instanceof Weight.Binary ? "(" + print(weight) + ")" : print(weight);
  }

  private static String call(String name, Weight a, Weight factor, int dim) {
    return name + "(" + print(a) + ", " + print(factor) + ", dim=" + dim + ")";
  }

  private static String print(Weight.Constant constant) {
    int count = constant.values().size();
    String shown =
        constant.values().stream()
            .limit(SHOWN_CONSTANTS)
            .map(Object::toString)
            .collect(Collectors.joining(", "));
    if (count == 1) {
      return shown;
    }
    return "[" + shown + (count > SHOWN_CONSTANTS ? ", ... " + count + " in all" : "") + "]";
  }
}
