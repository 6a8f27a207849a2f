package dev.lamina.compiler.plan;

import static dev.lamina.compiler.loop.Expr.Comparison.LT;

import dev.lamina.compiler.loop.Expr;
import dev.lamina.compiler.loop.Exprs;

/**
 * The exponential and what is made of it.
 *
 * <p>{@code exp(x) = 2^k exp(r)} with {@code k} the integer nearest to {@code x / ln(2)}, after
 * Cody and Waite, Software Manual for the Elementary Functions (1980). {@code ln(2)} stands in two
 * parts, the first short enough for its multiples to be exact, as in Cephes. {@code k} comes from
 * adding a number so large that its last bit counts ones. The polynomial is minimax, found by
 * Remez's algorithm for this range.
 */
final class Exponentials {
  /** Below, exp is 0 in float; above, infinite. */
  private static final float EXP_MIN = -104;

  private static final float EXP_MAX = 89;

  /** Below, exp - 1 is -1 in float. */
  private static final float EXPM1_MIN = -20;

  /** Beyond, tanh is 1 in float. */
  private static final float TANH_MAX = 10;

  private static final float TANH_NEAR_ZERO = 0.55f;

  /** {@code (tanh(x) - x) / x^3}, a polynomial of {@code x^2}, to 2^-29 of {@code tanh(x)}. */
  private static final float[] TANH_QUOTIENT = {
    -0.33333316f, 0.13332589f, -0.05385233f, 0.021070983f, -0.006272255f
  };

  private static final float LOG2_E = (float) (1 / Math.log(2));
  private static final float LN2_HIGH = 355 / 512f;
  private static final float LN2_LOW = (float) (Math.log(2) - 355 / 512.0);
  private static final float ROUNDER = 0x1.8p23f;

  /**
   * {@code (exp(r) - 1 - r) / r^2} for {@code |r| <= ln(2) / 2}, to 2^-32 of {@code exp(r) - 1}.
   */
  private static final float[] QUOTIENT = {
    0.5f, 0.16666667f, 0.04166635f, 0.008333272f, 0.0013941427f, 0.0001991479f
  };

  private final MathWriter write;

  Exponentials(MathWriter write) {
    this.write = write;
  }

  /** {@code exp(x) = 2^k (1 + p)}; {@code k} are integers. */
  record Parts(Expr p, Expr k) {}

  Expr exp(Expr x) {
    return scaled(parts(write.let("x", write.atLeast(write.atMost(x, EXP_MAX), EXP_MIN))));
  }

  Expr expm1(Expr x) {
    Expr inRange = write.let("x", write.atLeast(write.atMost(x, EXP_MAX), EXPM1_MIN));
    Parts parts = parts(inRange);
    Expr half = write.let("half", powerOfTwo(parts.k.minus(1)));
    Expr value = Exprs.fma(parts.p, half, half.minus(write.constant(0.5f)));
    Expr tiny = write.constant(0x1p-30f);
    return Exprs.select(LT, x.abs(), tiny, x, value.plus(value));
  }

  /**
   * {@code 1 / (1 + e)} or {@code e / (1 + e)} with {@code e = exp(-|x|)}. What the sum below loses
   * is taken from {@code e} above before that is rounded.
   */
  Expr sigmoid(Expr x) {
    Parts parts = parts(write.let("x", write.atLeast(x.abs().negate(), EXP_MIN)));
    Expr one = write.constant(1);
    Expr e = write.let("e", scaled(parts));
    Expr sum = write.let("sum", e.plus(one));
    Expr lost = write.let("lost", e.minus(sum.minus(one)));
    Expr above = scaled(new Parts(parts.p.minus(lost), parts.k));
    return Exprs.select(LT, x, write.constant(0), above, one).div(sum);
  }

  /** A polynomial near zero, {@code 1 - 2 e / (1 + e)} with {@code e = exp(-2|x|)} beyond. */
  Expr tanh(Expr x) {
    Expr a = write.let("x", write.atMost(x.abs(), TANH_MAX));
    Parts parts = parts(write.let("x", a.times(write.constant(-2))));
    Expr one = write.constant(1);
    Expr power = write.let("power", powerOfTwo(parts.k));
    Expr e = write.let("e", Exprs.fma(parts.p, power, power));
    Expr far = write.let("far", one.minus(e.plus(e).div(e.plus(one))));
    Expr signed = Exprs.select(LT, x, write.constant(0), far.negate(), far);
    Expr square = write.let("square", x.times(x));
    Expr near = Exprs.fma(x.times(square), write.polynomial(square, TANH_QUOTIENT), x);
    return Exprs.select(LT, a, write.constant(TANH_NEAR_ZERO), near, signed);
  }

  /** Of {@code x} in the range of exp. */
  private Parts parts(Expr x) {
    Expr shifted = shifted(x);
    return fromRemainder(remainder(x, shifted), shifted);
  }

  /** Of {@code x - low}, where {@code low} is small against {@code x}. */
  Parts parts(Expr x, Expr low) {
    Expr shifted = shifted(x.minus(low));
    return fromRemainder(remainder(x, shifted).minus(low), shifted);
  }

  private Parts fromRemainder(Expr remainder, Expr shifted) {
    Expr r = write.let("r", remainder);
    Expr p = Exprs.fma(r.times(r), write.polynomial(r, QUOTIENT), r);
    int zero = Float.floatToRawIntBits(ROUNDER);
    return new Parts(write.let("p", p), write.let("k", shifted.bits().minus(zero)));
  }

  /** {@code k} in the last bits of a float. */
  private Expr shifted(Expr x) {
    Expr rounder = write.constant(ROUNDER);
    return write.let("shifted", Exprs.fma(x, write.constant(LOG2_E), rounder));
  }

  /** {@code x - k ln(2)}. */
  private Expr remainder(Expr x, Expr shifted) {
    Expr k = write.let("k", shifted.minus(write.constant(ROUNDER)));
    Expr high = Exprs.fma(k, write.constant(-LN2_HIGH), x);
    return Exprs.fma(k, write.constant(-LN2_LOW), high);
  }

  /** {@code 2^k (1 + p)}. */
  Expr scaled(Parts parts) {
    return scaled(parts.p.plus(write.constant(1)), parts.k);
  }

  /** {@code 2^k x}, in two steps so that the result may be subnormal or infinite. */
  Expr scaled(Expr x, Expr k) {
    Expr half = write.let("half", k.shr(1));
    return x.times(powerOfTwo(half)).times(powerOfTwo(k.minus(half)));
  }

  private static Expr powerOfTwo(Expr k) {
    return k.plus(127).shl(23).fromBits();
  }
}
