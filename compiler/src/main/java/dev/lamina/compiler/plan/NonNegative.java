package dev.lamina.compiler.plan;

import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.layer.AvgPool;
import dev.lamina.compiler.layer.Concat;
import dev.lamina.compiler.layer.Elementwise;
import dev.lamina.compiler.layer.Layer;
import dev.lamina.compiler.layer.MaxPool;
import dev.lamina.compiler.layer.View;
import dev.lamina.compiler.scalar.Scalar;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Finds the values that are never below zero, such as those behind a relu; they may be NaN. */
final class NonNegative {
  private final BitSet values = new BitSet();

  private NonNegative() {}

  /** Whether no element of {@code value} is below zero. */
  static boolean holds(Graph graph, int value) {
    NonNegative known = new NonNegative();
    for (int i = 0; i <= value; i++) {
      known.values.set(i, known.of(graph.node(i)));
    }
    return known.values.get(value);
  }

  /** Whether a layer takes what is below zero to zero, and nothing else elsewhere. */
  static boolean isRelu(Layer layer) {
    return layer instanceof Elementwise e
        && e.function() instanceof Scalar.Binary b
        && b.op() == Scalar.BinaryOp.MAX
        && b.a() instanceof Scalar.Input
        && b.b() instanceof Scalar.Constant c
        && c.value() == 0;
  }

  private boolean of(Node node) {
    boolean result = of(node.layer(), node.inputs(), false);
    for (Node.Fused fused : node.fused()) {
      result = of(fused.layer(), fused.inputs(), result);
    }
    return result;
  }

  private boolean of(Layer layer, List<Integer> inputs, boolean result) {
    List<Boolean> operands = new ArrayList<>();
    for (int input : inputs) {
      operands.add(input == Node.Fused.RESULT ? result : values.get(input));
    }
    if (layer instanceof Elementwise e) {
      return of(e.function(), operands);
    }
    boolean keeps =
        layer instanceof MaxPool
            || (layer instanceof AvgPool pool && pool.divisor().orElse(1) > 0)
            || layer instanceof Concat
            || layer instanceof View;
    return keeps && !operands.contains(false);
  }

  private static boolean of(Scalar s, List<Boolean> operands) {
    if (s instanceof Scalar.Input input) {
      return operands.get(input.index());
    } else if (s instanceof Scalar.Constant c) {
      return c.value() >= 0;
    } else if (s instanceof Scalar.Unary u) {
      return of(u);
    } else if (s instanceof Scalar.Binary b) {
      return of(b, operands);
    } else if (s instanceof Scalar.Select c) {
      return of(c.then(), operands) && of(c.otherwise(), operands);
    }
    return false;
  }

  private static boolean of(Scalar.Unary u) {
    return switch (u.op()) {
      case ABS, SQRT, EXP, SIGMOID -> true;
      case NEG, EXPM1, LOG, LOG1P, TANH, ERFC -> false;
    };
  }

  private static boolean of(Scalar.Binary b, List<Boolean> operands) {
    if (b.op() == Scalar.BinaryOp.ADD && b.b().equals(b.a().apply(Scalar.UnaryOp.ABS))) {
      return true;
    }
    return switch (b.op()) {
      case MAX -> of(b.a(), operands) || of(b.b(), operands);
      case MIN, ADD, MUL -> of(b.a(), operands) && of(b.b(), operands);
      case SUB, POW, DIV -> false; // division: by -0, which counts as not below zero
    };
  }
}
