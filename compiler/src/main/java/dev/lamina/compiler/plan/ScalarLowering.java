package dev.lamina.compiler.plan;

import dev.lamina.compiler.loop.Expr;
import dev.lamina.compiler.loop.Exprs;
import dev.lamina.compiler.loop.Type;
import dev.lamina.compiler.scalar.Scalar;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/** Makes code of functions of one element. Equal parts of a function are computed once. */
final class ScalarLowering {
  private final MathWriter.Temporaries temporaries;
  private final Function<Scalar, Expr> leaves;
  private final int lanes;
  private final Map<Scalar, Expr> values = new HashMap<>();

  private ScalarLowering(
      MathWriter.Temporaries temporaries, Function<Scalar, Expr> leaves, int lanes) {
    this.temporaries = temporaries;
    this.leaves = leaves;
    this.lanes = lanes;
  }

  /**
   * The value of a function.
   *
   * @param function the function
   * @param kernel gets the statements
   * @param leaves the values of inputs and parameters: locals of {@code lanes} floats
   * @param lanes of all values
   */
  static Expr lower(
      Scalar function, KernelWriter kernel, Function<Scalar, Expr> leaves, int lanes) {
    return lower(function, (MathWriter.Temporaries) kernel::let, leaves, lanes);
  }

  /** As above, with the statements written by {@code temporaries}. */
  static Expr lower(
      Scalar function,
      MathWriter.Temporaries temporaries,
      Function<Scalar, Expr> leaves,
      int lanes) {
    return new ScalarLowering(temporaries, leaves, lanes).lower(function);
  }

  private Expr lower(Scalar s) {
    if (s instanceof Scalar.Constant c) {
      return Exprs.constant((float) c.value(), lanes);
    }
    if (s instanceof Scalar.Input || s instanceof Scalar.Parameter) {
      return leaves.apply(s);
    }
    Expr known = values.get(s);
    if (known == null) {
      known = temporaries.let("v", compute(s));
      values.put(s, known);
    }
    return known;
  }

  private Expr compute(Scalar s) {
    if (s instanceof Scalar.Unary u) {
      return MathLowering.unary(u.op(), lower(u.a()), temporaries);
    }
    if (s instanceof Scalar.Binary b) {
      return binary(b);
    }
    Scalar.Select select = (Scalar.Select) s;
    return Exprs.select(
        Expr.Comparison.valueOf(select.comparison().name()),
        lower(select.a()),
        lower(select.b()),
        lower(select.then()),
        lower(select.otherwise()));
  }

  private Expr binary(Scalar.Binary b) {
    Expr left = lower(b.a());
    MathWriter write = new MathWriter(temporaries, Type.floats(lanes));
    return switch (b.op()) {
      case ADD -> left.plus(lower(b.b()));
      case SUB -> left.minus(lower(b.b()));
      case MUL -> left.times(lower(b.b()));
      case DIV -> left.div(lower(b.b()));
      case MIN -> write.min(left, lower(b.b()));
      case MAX -> write.max(left, lower(b.b()));
      case POW -> MathLowering.power(left, exponent(b.b()), temporaries);
    };
  }

  private static float exponent(Scalar s) {
    if (s instanceof Scalar.Constant c) {
      return (float) c.value();
    }
    throw new IllegalArgumentException("the exponent of a power is a constant, not " + s);
  }
}
