package dev.lamina.compiler.plan;

import static dev.lamina.compiler.loop.Expr.Comparison.LT;

import dev.lamina.compiler.loop.Expr;
import dev.lamina.compiler.loop.Exprs;

/**
 * The complementary error function: {@code 1 - x q(x^2)} near zero, else {@code erfc(a) = exp(-a^2)
 * h(a) / (1 + 2 a)} for {@code a >= 0}, where {@code h} varies little and is a polynomial of {@code
 * 2 / (a + 2)}. That form is Shepherd's and Laframboise's, Chebyshev Approximation of (1 + 2x)
 * exp(x^2) erfc(x), Mathematics of Computation 36 (1981). The square is taken in two parts, as in
 * FDLIBM, since its rounding error would grow with it, and what the last operations lose is carried
 * along. Both polynomials are minimax by Remez's algorithm.
 */
final class ErrorFunctions {
  /** Beyond, erfc is 0 in float. */
  private static final float ERFC_MAX = 10.1f;

  /** Below, 1 - erf loses nothing. */
  private static final float NEAR_ZERO = 0.47f;

  /** {@code erf(x) / x}, a polynomial of {@code x^2}, to 2^-30. */
  private static final float[] ERF = {
    1.1283792f, -0.3761262f, 0.11283108f, -0.026779557f, 0.0047719376f
  };

  /** {@code h} where {@code a} is 2, in two parts. */
  private static final float MIDDLE = 1.2769784f;

  private static final float MIDDLE_REST = 1.4e-8f;

  /**
   * {@code (h - MIDDLE) / position}, a polynomial of {@code position = 2 / (a + 2) - 1/2}, so that
   * {@code h} is known to 2^-27.
   */
  private static final float[] VARIES_LITTLE = {
    0.18552753f,
    -0.6641237f,
    -1.3123915f,
    -0.86735415f,
    0.2562666f,
    0.55367696f,
    -0.14833495f,
    -0.32091078f,
    0.12480226f
  };

  private final MathWriter write;
  private final Exponentials exponentials;

  ErrorFunctions(MathWriter write) {
    this.write = write;
    this.exponentials = new Exponentials(write);
  }

  Expr erfc(Expr x) {
    Expr a = write.let("a", write.atMost(x.abs(), ERFC_MAX));
    Expr tail = write.let("tail", ofPositive(a));
    Expr two = write.constant(2);
    Expr zero = write.constant(0);
    Expr far = Exprs.select(LT, x, zero, two.minus(tail), tail);
    Expr erf = x.times(write.polynomial(write.let("square", x.times(x)), ERF));
    Expr near = write.constant(1).minus(erf);
    return Exprs.select(LT, a, write.constant(NEAR_ZERO), near, far);
  }

  /** {@code exp(-a^2) h / (1 + 2a)}. */
  private Expr ofPositive(Expr a) {
    Expr twice = write.let("twice", a.plus(a));
    Exponentials.Parts gauss = gauss(a);
    Quotient q = quotient(variesLittle(a, twice), twice);
    Expr rest = Exprs.fma(gauss.p(), q.high, Exprs.fma(gauss.p(), q.low, q.low));
    return exponentials.scaled(q.high.plus(rest), gauss.k());
  }

  /** A value to more than the precision of float: the sum of both. */
  private record Quotient(Expr high, Expr low) {}

  /** {@code h} and what is lost by rounding it. */
  private Quotient variesLittle(Expr a, Expr twice) {
    Expr numerator = write.constant(2).minus(a);
    Expr position = write.let("position", numerator.div(twice.plus(write.constant(4))));
    Expr slope = write.let("slope", write.polynomial(position, VARIES_LITTLE));
    Expr middle = write.constant(MIDDLE);
    Expr h = write.let("h", Exprs.fma(position, slope, middle));
    Expr lost = Exprs.fma(position, slope, middle.minus(h)).plus(write.constant(MIDDLE_REST));
    return new Quotient(h, write.let("lost", lost));
  }

  /** {@code h / (1 + 2a)}; products with the upper halves of factors are exact. */
  private Quotient quotient(Quotient h, Expr twice) {
    Expr one = write.constant(1);
    Expr divisor = write.let("divisor", twice.plus(one));
    Expr lost = one.minus(divisor.minus(twice));
    Expr reciprocal = write.let("reciprocal", one.div(divisor));
    Expr high = write.let("high", write.upperHalf(write.let("q", h.high.times(reciprocal))));
    Expr upper = write.let("upper", write.upperHalf(divisor));
    Expr lower = divisor.minus(upper).plus(lost);
    Expr minus = write.let("minus", high.negate());
    Expr rest = Exprs.fma(minus, lower, Exprs.fma(minus, upper, h.high)).plus(h.low);
    return new Quotient(high, write.let("low", rest.times(reciprocal)));
  }

  /** {@code exp(-a^2)}. */
  private Exponentials.Parts gauss(Expr a) {
    Expr upper = write.let("upper", write.upperHalf(a));
    Expr low = write.let("low", a.minus(upper).times(a.plus(upper)));
    Expr high = write.let("high", upper.times(upper).negate());
    return exponentials.parts(high, low);
  }
}
