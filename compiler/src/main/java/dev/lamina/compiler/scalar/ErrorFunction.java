package dev.lamina.compiler.scalar;

/**
 * The complementary error function in double precision, from its definitions in Abramowitz and
 * Stegun, Handbook of Mathematical Functions, chapter 7: the series of positive terms 7.1.6 near
 * zero, the continued fraction 7.1.14 beyond. Relative error below 1e-13 where the result is
 * normal.
 */
final class ErrorFunction {
  private static final double SERIES_BELOW = 1.5;
  private static final int FRACTION_DEPTH = 120;

  private ErrorFunction() {}

  static double erfc(double x) {
    if (x < 0) {
      return 2 - erfc(-x);
    }
    return x < SERIES_BELOW ? 1 - erfSeries(x) : erfcFraction(x);
  }

  /** {@code 2 / sqrt(pi) exp(-x^2) sum 2^n x^(2n+1) / (1 3 5 ... (2n+1))}. */
  private static double erfSeries(double x) {
    double term = x;
    double sum = x;
    for (int n = 1; term > sum * 1e-17; n++) {
      term *= 2 * x * x / (2 * n + 1);
      sum += term;
    }
    return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
  }

  /** {@code exp(-x^2) / sqrt(pi) / (x + (1/2) / (x + 1 / (x + (3/2) / (x + ...))))}. */
  private static double erfcFraction(double x) {
    double tail = x;
    for (int n = FRACTION_DEPTH; n > 0; n--) {
      tail = x + n / 2.0 / tail;
    }
    return Math.exp(-x * x) / Math.sqrt(Math.PI) / tail;
  }
}
