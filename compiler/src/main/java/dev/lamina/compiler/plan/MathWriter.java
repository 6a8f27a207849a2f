package dev.lamina.compiler.plan;

import static dev.lamina.compiler.loop.Expr.Comparison.GE;
import static dev.lamina.compiler.loop.Expr.Comparison.GT;
import static dev.lamina.compiler.loop.Expr.Comparison.LE;
import static dev.lamina.compiler.loop.Expr.Comparison.LT;

import dev.lamina.compiler.loop.Expr;
import dev.lamina.compiler.loop.Exprs;
import dev.lamina.compiler.loop.Type;

/**
 * Writes arithmetic of floats of one number of lanes. Values that are used more than once go
 * through {@link #let}.
 */
final class MathWriter {
  /** Declares a local with a value. */
  interface Temporaries {
    /** The local, or what stands for it. */
    Expr let(String name, Expr value);
  }

  private final Temporaries temporaries;
  private final Type type;

  MathWriter(Temporaries temporaries, Type type) {
    this.temporaries = temporaries;
    this.type = type;
  }

  Expr let(String name, Expr value) {
    return temporaries.let(name, value);
  }

  Expr constant(float value) {
    return Exprs.constant(value, type.lanes());
  }

  /** {@code coefficients[0] + coefficients[1] x + ...}, by Horner's rule. */
  Expr polynomial(Expr x, float... coefficients) {
    Expr sum = constant(coefficients[coefficients.length - 1]);
    for (int i = coefficients.length - 2; i >= 0; i--) {
      sum = Exprs.fma(sum, x, constant(coefficients[i]));
    }
    return sum;
  }

  /** {@code x} kept below {@code limit}; NaN stays. */
  Expr atMost(Expr x, float limit) {
    return Exprs.select(GT, x, constant(limit), constant(limit), x);
  }

  /** {@code x} kept above {@code limit}; NaN stays. */
  Expr atLeast(Expr x, float limit) {
    return Exprs.select(LT, x, constant(limit), constant(limit), x);
  }

  /** The smaller, NaN if either is. */
  Expr min(Expr a, Expr b) {
    return isLimit(b) ? Exprs.select(isNegativeZero(b) ? GE : GT, a, b, b, a) : a.min(b);
  }

  /**
   * The larger, NaN if either is. Against a constant, vectors compare and blend, which gives the
   * same bits as the general operation in a third of its instructions.
   */
  Expr max(Expr a, Expr b) {
    return isLimit(b) ? Exprs.select(isNegativeZero(b) ? LT : LE, a, b, b, a) : a.max(b);
  }

  /** Whether it is a constant to compare vectors with; scalars have an instruction. */
  private static boolean isLimit(Expr e) {
    return e.type().isVector() && e instanceof Expr.FloatConst c && !Float.isNaN(c.value());
  }

  private static boolean isNegativeZero(Expr e) {
    return e instanceof Expr.FloatConst c && Float.compare(c.value(), -0f) == 0;
  }

  /** The float of the upper 12 bits of {@code x}'s significand: its square is exact. */
  Expr upperHalf(Expr x) {
    return x.bits().and(0xfffff000).fromBits();
  }

  /** {@code magnitude}, which is not negative, with the sign of {@code sign}. */
  Expr withSignOf(Expr sign, Expr magnitude) {
    return magnitude.bits().or(sign.bits().and(0x80000000)).fromBits();
  }
}
