package dev.lamina.compiler.plan;

import static dev.lamina.compiler.loop.Expr.Comparison.LT;

import dev.lamina.compiler.loop.Expr;
import dev.lamina.compiler.loop.Exprs;

/**
 * The complementary error function: {@code 1 - x q(x^2)} near zero, else {@code erfc(a) = exp(-a^2)
 * h(a) / (1 + 2 a)} for {@code a >= 0}, where {@code h} varies little and is a polynomial of {@code
 * 2 / (a + 2)}. That form is Shepherd's and Laframboise's, Chebyshev Approximation of (1 + 2x)
 * exp(x^2) erfc(x), Mathematics of Computation 36 (1981). The square is taken in two parts, as in
 * FDLIBM, since its rounding error would grow with it. Both polynomials are minimax by Remez's
 * algorithm.
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

  /** {@code h}, a polynomial of {@code 2 / (a + 2) - 1/2}, to 2^-27. */
  private static final float[] VARIES_LITTLE = {
    1.2769784f, 0.18552753f, -0.6641237f, -1.3123915f, -0.86735415f,
    0.2562666f, 0.55367696f, -0.14833495f, -0.32091078f, 0.12480226f
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

  private Expr ofPositive(Expr a) {
    Expr one = write.constant(1);
    Expr two = write.constant(2);
    Expr position = write.let("position", two.div(a.plus(two)).minus(write.constant(0.5f)));
    Expr h = write.let("h", write.polynomial(position, VARIES_LITTLE));
    Exponentials.Parts gauss = gauss(a);
    Expr numerator = Exprs.fma(gauss.p(), h, h);
    return exponentials.scaled(numerator.div(a.plus(a).plus(one)), gauss.k());
  }

  /** {@code exp(-a^2)}. */
  private Exponentials.Parts gauss(Expr a) {
    Expr upper = write.let("upper", write.upperHalf(a));
    Expr low = write.let("low", a.minus(upper).times(a.plus(upper)));
    Expr high = write.let("high", upper.times(upper).negate());
    return exponentials.parts(high, low);
  }
}
