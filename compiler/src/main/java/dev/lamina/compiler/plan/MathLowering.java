package dev.lamina.compiler.plan;

import dev.lamina.compiler.loop.Expr;
import dev.lamina.compiler.scalar.Scalar;

/**
 * Makes code of transcendental functions: polynomials without branches, the same operations for
 * every number of lanes, so that all lanes and scalar tails give the same bits. Over all floats,
 * with and without fused multiply-add, results are within 2 ulp of the exact value (the power of
 * 3/4 2.1); NaN, infinities, zeros, subnormal results and overflow come out as IEEE 754 has them.
 */
final class MathLowering {
  private MathLowering() {}

  /**
   * {@code op(x)}.
   *
   * @param x a local or constant
   * @param temporaries declares the locals that it takes
   */
  static Expr unary(Scalar.UnaryOp op, Expr x, MathWriter.Temporaries temporaries) {
    MathWriter write = new MathWriter(temporaries, x.type());
    return switch (op) {
      case NEG -> x.negate();
      case ABS -> x.abs();
      case SQRT -> x.sqrt();
      case EXP -> new Exponentials(write).exp(x);
      case EXPM1 -> new Exponentials(write).expm1(x);
      case SIGMOID -> new Exponentials(write).sigmoid(x);
      case TANH -> new Exponentials(write).tanh(x);
      case LOG -> new Logarithms(write).log(x);
      case LOG1P -> new Logarithms(write).log1p(x);
      case ERFC -> new ErrorFunctions(write).erfc(x);
    };
  }

  /** {@code x} to the power of a constant. */
  static Expr power(Expr x, float exponent, MathWriter.Temporaries temporaries) {
    return new Powers(new MathWriter(temporaries, x.type())).power(x, exponent);
  }
}
