package dev.lamina.compiler.plan;

import static dev.lamina.compiler.loop.Expr.Comparison.EQ;
import static dev.lamina.compiler.loop.Expr.Comparison.GT;
import static dev.lamina.compiler.loop.Expr.Comparison.LT;

import dev.lamina.compiler.loop.Expr;
import dev.lamina.compiler.loop.Exprs;

/**
 * Natural logarithms: {@code log(x) = e ln(2) + log(m)} with {@code m} between the square roots of
 * 1/2 and 2, where {@code log(m)} is a polynomial of {@code m - 1}; the arrangement is that of
 * Cephes, the polynomial minimax by Remez's algorithm.
 */
final class Logarithms {
  static final float LN2_HIGH = 355 / 512f;
  static final float LN2_LOW = (float) (Math.log(2) - 355 / 512.0);

  private static final int ONE = 0x3f800000;
  private static final int SQRT_HALF = 0x3f3504f3;
  private static final int SIGNIFICAND = 0x007fffff;

  /** The bits of 2^23: a float made of them and of a small integer is that integer above 2^23. */
  private static final int COUNTER = 0x4b000000;

  private static final int COUNTER_ZERO = 512;

  /** {@code (log(1 + f) - f + f^2 / 2) / f^3}, to 2^-27 of {@code log(1 + f)}. */
  private static final float[] QUOTIENT = {
    0.33333316f, -0.2500081f, 0.20002286f, -0.16624554f,
    0.14181204f, -0.13128774f, 0.12881589f, -0.07859504f
  };

  private final MathWriter write;

  Logarithms(MathWriter write) {
    this.write = write;
  }

  /** {@code x = 2^e m}; {@code e} as a float. */
  record Parts(Expr m, Expr e) {}

  Expr log(Expr x) {
    Parts parts = parts(x);
    Expr f = write.let("f", parts.m.minus(write.constant(1)));
    return withSpecialValues(x, x, log(f, parts.e));
  }

  /**
   * {@code log(1 + x)}. With {@code 2^e} from {@code 1 + x}, the reduced argument {@code 2^-e (1 +
   * x) - 1} is made of {@code x} itself by one rounding, where {@code x} is not so large that the 1
   * does not matter.
   */
  Expr log1p(Expr x) {
    Expr one = write.constant(1);
    Expr u = write.let("u", x.plus(one));
    Expr distance = write.let("distance", u.bits().minus(SQRT_HALF));
    Expr exponent = write.let("exponent", distance.shr(23));
    Expr scale = write.let("scale", exponent.shl(23).times(-1).plus(ONE).fromBits());
    Expr small = Exprs.fma(x, scale, scale.minus(one));
    Expr large = significand(distance).minus(one);
    Expr limit = write.constant(0x1p24f);
    Expr f = write.let("f", Exprs.select(LT, x, limit, small, large));
    return withSpecialValues(x, u, log(f, toFloat(exponent)));
  }

  /** Of a positive {@code x}. */
  Parts parts(Expr x) {
    Expr subnormal = write.constant(Float.MIN_NORMAL);
    Expr up = write.constant(0x1p23f);
    Expr zero = write.constant(0);
    Expr normal = Exprs.select(LT, x, subnormal, x.times(up), x);
    Expr shift = Exprs.select(LT, x, subnormal, write.constant(23), zero);
    Expr distance = write.let("distance", normal.bits().minus(SQRT_HALF));
    Expr e = write.let("e", toFloat(distance.shr(23)).minus(shift));
    return new Parts(write.let("m", significand(distance)), e);
  }

  private static Expr significand(Expr distance) {
    return distance.and(SIGNIFICAND).plus(SQRT_HALF).fromBits();
  }

  private Expr toFloat(Expr exponent) {
    Expr counter = exponent.plus(COUNTER + COUNTER_ZERO).fromBits();
    return counter.minus(write.constant(0x1p23f + COUNTER_ZERO));
  }

  /** The logarithm of {@code u}, {@code log} where it is positive and {@code x} finite. */
  private Expr withSpecialValues(Expr x, Expr u, Expr log) {
    Expr zero = write.constant(0);
    Expr infinity = write.constant(Float.POSITIVE_INFINITY);
    Expr atZero =
        Exprs.select(
            EQ, u, zero, write.constant(Float.NEGATIVE_INFINITY), write.constant(Float.NaN));
    Expr positive = Exprs.select(LT, x, infinity, log, x);
    return Exprs.select(GT, u, zero, positive, atZero);
  }

  private Expr log(Expr f, Expr e) {
    Expr square = write.let("square", f.times(f));
    Expr cubic = f.times(write.polynomial(f, QUOTIENT)).times(square);
    Expr low = Exprs.fma(e, write.constant(LN2_LOW), cubic);
    Expr sum = f.plus(Exprs.fma(square, write.constant(-0.5f), low));
    return Exprs.fma(e, write.constant(LN2_HIGH), sum);
  }
}
