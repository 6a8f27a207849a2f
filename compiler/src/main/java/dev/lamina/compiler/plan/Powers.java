package dev.lamina.compiler.plan;

import static dev.lamina.compiler.loop.Expr.Comparison.EQ;
import static dev.lamina.compiler.loop.Expr.Comparison.GT;
import static dev.lamina.compiler.loop.Expr.Comparison.LT;

import dev.lamina.compiler.loop.Expr;
import dev.lamina.compiler.loop.Exprs;

/**
 * Powers with a constant exponent. Roots and small integers are multiplied out; others are {@code
 * exp(b log(a))} with a logarithm of more than float's precision, in two parts, as in FDLIBM.
 */
final class Powers {
  private static final float OVERFLOW = 89;
  private static final float UNDERFLOW = -104;

  /** {@code (log((1 + s) / (1 - s)) - 2 s) / s^3} as a polynomial of {@code s^2}, to 2^-29. */
  private static final float[] QUOTIENT = {0.6666667f, 0.40000126f, 0.28550506f, 0.23338632f};

  private final MathWriter write;

  Powers(MathWriter write) {
    this.write = write;
  }

  /** A value as the sum of a float of 12 bits and a small rest. */
  private record Split(Expr high, Expr low) {}

  Expr power(Expr x, float exponent) {
    if (exponent == 0) {
      return write.constant(1);
    }
    if (exponent == 0.5f) {
      return x.sqrt();
    }
    if (exponent == 0.75f) {
      Expr root = write.let("root", x.sqrt());
      return root.times(root.sqrt());
    }
    if (exponent == 1) {
      return x;
    }
    if (exponent == 2) {
      return x.times(x);
    }
    return exponent == 3 ? x.times(x).times(x) : general(x, exponent);
  }

  private Expr general(Expr x, float exponent) {
    Expr a = write.let("a", x.abs());
    Expr value = write.let("power", withLimits(a, exponent, ofPositive(a, exponent)));
    boolean integer = exponent == Math.rint(exponent);
    if (integer) {
      return exponent % 2 == 0 ? value : write.withSignOf(x, value);
    }
    Expr nan = write.constant(Float.NaN);
    Expr infinity = write.constant(Float.POSITIVE_INFINITY);
    Expr ofNegative = Exprs.select(LT, a, infinity, nan, value);
    return Exprs.select(LT, x, write.constant(0), ofNegative, value);
  }

  private Expr withLimits(Expr a, float exponent, Expr value) {
    Expr zero = write.constant(0);
    Expr infinity = write.constant(Float.POSITIVE_INFINITY);
    Expr beyond = exponent > 0 ? a : write.constant(1).div(a);
    Expr finite = Exprs.select(LT, a, infinity, value, beyond);
    return Exprs.select(EQ, a, zero, exponent > 0 ? zero : infinity, finite);
  }

  private Expr ofPositive(Expr a, float exponent) {
    Split log = log(a);
    float exponentHigh = Float.intBitsToFloat(Float.floatToRawIntBits(exponent) & 0xfffff000);
    Expr b = write.constant(exponent);
    Expr high = write.let("high", log.high.times(write.constant(exponentHigh)));
    Expr rest = log.high.times(write.constant(exponent - exponentHigh));
    Expr low = write.let("low", Exprs.fma(b, log.low, rest));
    Expr sum = write.let("sum", high.plus(low));
    Exponentials exponentials = new Exponentials(write);
    Expr value = exponentials.scaled(exponentials.parts(high, low.negate()));
    Expr above = write.constant(OVERFLOW);
    Expr below = write.constant(UNDERFLOW);
    Expr infinity = write.constant(Float.POSITIVE_INFINITY);
    Expr notAbove = Exprs.select(GT, sum, above, infinity, value);
    return Exprs.select(LT, sum, below, write.constant(0), notAbove);
  }

  /**
   * {@code log(a) = e ln(2) + 2 s + s^3 q(s^2)} with {@code s = (m - 1) / (m + 1)} in two parts.
   */
  private Split log(Expr a) {
    Logarithms.Parts parts = new Logarithms(write).parts(a);
    Expr one = write.constant(1);
    Expr f = write.let("f", parts.m().minus(one));
    Expr sum = write.let("sum", parts.m().plus(one));
    Expr quotient = write.let("s", f.div(sum));
    Expr high = write.let("high", write.upperHalf(quotient));
    Expr low = write.let("low", rest(f, parts.m(), sum, high));
    Expr square = write.let("square", quotient.times(quotient));
    Expr cubic = square.times(quotient).times(write.polynomial(square, QUOTIENT));
    Expr exponent = write.let("exponent", parts.e().times(write.constant(Logarithms.LN2_HIGH)));
    Expr twice = write.let("twice", high.plus(high));
    Expr leading = write.let("leading", exponent.plus(twice));
    Expr lost = twice.minus(leading.minus(exponent));
    Expr small = Exprs.fma(parts.e(), write.constant(Logarithms.LN2_LOW), cubic);
    Expr tail = write.let("tail", lost.plus(low.plus(low).plus(small)));
    Expr top = write.let("top", write.upperHalf(leading.plus(tail)));
    return new Split(top, write.let("rest", tail.minus(top.minus(leading))));
  }

  /** {@code f / (m + 1) - high}, from the exact remainder of the division. */
  private Expr rest(Expr f, Expr m, Expr sum, Expr high) {
    Expr sumHigh = write.let("sumHigh", write.upperHalf(sum));
    Expr sumLow = m.minus(sumHigh.minus(write.constant(1)));
    Expr remainder = f.minus(high.times(sumHigh)).minus(high.times(sumLow));
    return remainder.div(sum);
  }
}
