package dev.lamina.compiler.layer;

import dev.lamina.compiler.scalar.Scalar;
import dev.lamina.compiler.scalar.Scalar.Comparison;
import dev.lamina.compiler.scalar.Scalar.UnaryOp;
import java.util.List;

/**
 * The element-wise activations of {@code torch.nn} as expressions, one entry each. The expressions
 * keep their accuracy when they are computed operation by operation in float, and take NaN and
 * infinities where PyTorch takes them.
 */
final class Activations {
  private static final Scalar X = Scalar.x();
  private static final Scalar ZERO = Scalar.of(0);

  /** torch's values, to the digits that a double holds. */
  private static final double SELU_SCALE = 1.0507009873554805;

  private static final double SELU_ALPHA = 1.6732632423543772;
  private static final double GELU_CUBIC = 0.044715;

  static final List<LayerType> ALL =
      List.of(
          activation("relu", X.max(ZERO)),
          activation("relu6", clamp(0, 6)),
          activation("selu", elu(SELU_ALPHA * SELU_SCALE, 1, SELU_SCALE)),
          activation("silu", X.times(X.apply(UnaryOp.SIGMOID))),
          activation("mish", mish()),
          pure("sigmoid", X.apply(UnaryOp.SIGMOID)),
          pure("logsigmoid", X.min(ZERO).minus(log1pExp(negativeMagnitude(X)))),
          pure("tanh", X.apply(UnaryOp.TANH)),
          pure("softsign", X.over(X.apply(UnaryOp.ABS).plus(Scalar.of(1)))),
          activation("hardsigmoid", hardSigmoid()),
          activation("hardswish", X.times(hardSigmoid())),
          pure("tanhshrink", X.minus(X.apply(UnaryOp.TANH))),
          Definition.of("elu", "alpha inplace", Activations::elu),
          Definition.of("celu", "alpha inplace", Activations::celu),
          Definition.of("gelu", "approximate", Activations::gelu),
          Definition.of("softplus", "beta threshold", Activations::softplus),
          Definition.of(
              "hardtanh", "min_val|min_value max_val|max_value inplace", Activations::hardTanh),
          Definition.of("hardshrink", "lambd", Activations::hardShrink),
          Definition.of("softshrink", "lambd", Activations::softShrink),
          Definition.of("leakyrelu", "negative_slope inplace", Activations::leakyRelu),
          Definition.of("rrelu", "lower upper inplace", Activations::randomizedRelu),
          Definition.of("threshold", "threshold value inplace", Activations::threshold));

  private Activations() {}

  private static LayerType pure(String name, Scalar function) {
    return Definition.of(name, "", call -> new Activation(name, function));
  }

  private static LayerType activation(String name, Scalar function) {
    return Definition.of(name, "inplace", call -> inPlaceOrNot(call, name, function));
  }

  private static Layer inPlaceOrNot(Call call, String text, Scalar function) {
    call.bool("inplace", false);
    return new Activation(text, function);
  }

  private static Layer elu(Call call) {
    double alpha = call.decimal("alpha", 1);
    return inPlaceOrNot(call, LayerText.of("elu").value(alpha, 1.0).toString(), elu(alpha, 1, 1));
  }

  private static Layer celu(Call call) {
    double alpha = call.decimal("alpha", 1);
    if (alpha == 0) {
      throw call.refuseAt("alpha", "celu: alpha is 0, by which it divides", "write `relu`");
    }
    return inPlaceOrNot(
        call, LayerText.of("celu").value(alpha, 1.0).toString(), elu(alpha, 1 / alpha, 1));
  }

  /** {@code x > 0 ? positive * x : negative * (exp(inner * x) - 1)}. */
  private static Scalar elu(double negative, double inner, double positive) {
    Scalar below = scaled(inner, X).apply(UnaryOp.EXPM1);
    return X.select(Comparison.GT, ZERO, scaled(positive, X), scaled(negative, below));
  }

  private static Layer gelu(Call call) {
    return call.word("approximate", "none", "none", "tanh").equals("tanh")
        ? new Activation("gelu(approximate=tanh)", geluTanh())
        : new Activation("gelu", gelu());
  }

  /** {@code x (1 + erf(x / sqrt(2))) / 2}. */
  private static Scalar gelu() {
    return scaled(0.5, X).times(scaled(-Math.sqrt(0.5), X).apply(UnaryOp.ERFC));
  }

  /** {@code x (1 + tanh(u)) / 2 = x sigmoid(2 u)}. */
  private static Scalar geluTanh() {
    Scalar cubic = scaled(GELU_CUBIC, X.times(X)).plus(Scalar.of(1)).times(X);
    return X.times(scaled(2 * Math.sqrt(2 / Math.PI), cubic).apply(UnaryOp.SIGMOID));
  }

  /**
   * {@code x tanh(log(1 + e))} with {@code e = exp(x)}, which is {@code x n / (n + 2)} with {@code
   * n = e (e + 2)}; the fraction is 1 in float well below the limit on {@code x}.
   */
  private static Scalar mish() {
    Scalar e = X.min(Scalar.of(20)).apply(UnaryOp.EXP);
    Scalar n = e.times(e.plus(Scalar.of(2)));
    return X.times(n.over(n.plus(Scalar.of(2))));
  }

  private static Layer softplus(Call call) {
    double beta = call.decimal("beta", 1);
    double threshold = call.decimal("threshold", 20);
    Scalar scaled = scaled(beta, X);
    Scalar soft = scaled.max(ZERO).plus(log1pExp(negativeMagnitude(scaled)));
    Scalar below = beta == 1 ? soft : soft.over(Scalar.of(beta));
    return new Activation(
        LayerText.of("softplus").value(beta, 1.0).named("threshold", threshold, 20.0).toString(),
        scaled.select(Comparison.GT, Scalar.of(threshold), X, below));
  }

  private static Layer hardTanh(Call call) {
    double min = call.decimal("min_val", -1);
    double max = call.decimal("max_val", 1);
    if (min >= max) {
      throw call.refuseAt(
          "max_val",
          "hardtanh: max_val must be more than min_val, but " + max + " and " + min + " were given",
          "the smaller comes first");
    }
    String text =
        LayerText.of("hardtanh").named("min_val", min, -1.0).named("max_val", max, 1.0).toString();
    return inPlaceOrNot(call, text, clamp(min, max));
  }

  private static Scalar hardSigmoid() {
    return scaled(1.0 / 6, X.plus(Scalar.of(3)).max(ZERO).min(Scalar.of(6)));
  }

  private static Layer hardShrink(Call call) {
    double lambd = call.decimal("lambd", 0.5);
    return new Activation(
        LayerText.of("hardshrink").value(lambd, 0.5).toString(),
        X.apply(UnaryOp.ABS).select(Comparison.LE, Scalar.of(lambd), ZERO, X));
  }

  private static Layer softShrink(Call call) {
    double lambd = call.decimal("lambd", 0.5);
    if (lambd < 0) {
      throw call.refuseAt(
          "lambd", "softshrink: lambd must be at least 0, but " + lambd + " was given");
    }
    return new Activation(
        LayerText.of("softshrink").value(lambd, 0.5).toString(), X.minus(clamp(-lambd, lambd)));
  }

  private static Layer leakyRelu(Call call) {
    double slope = call.decimal("negative_slope", 0.01);
    return inPlaceOrNot(
        call, LayerText.of("leakyrelu").value(slope, 0.01).toString(), leaky(Scalar.of(slope)));
  }

  /** At inference the slope is the middle of its range. */
  private static Layer randomizedRelu(Call call) {
    double lower = call.decimal("lower", 1.0 / 8);
    double upper = call.decimal("upper", 1.0 / 3);
    if (lower > upper) {
      throw call.refuseAt(
          "lower",
          "rrelu: lower must not be more than upper, but "
              + lower
              + " and "
              + upper
              + " were given");
    }
    String text =
        LayerText.of("rrelu")
            .named("lower", lower, 1.0 / 8)
            .named("upper", upper, 1.0 / 3)
            .toString();
    return inPlaceOrNot(call, text, leaky(Scalar.of((lower + upper) / 2)));
  }

  /** {@code x > 0 ? x : slope * x}. */
  static Scalar leaky(Scalar slope) {
    return X.select(Comparison.GT, ZERO, X, slope.times(X));
  }

  private static Layer threshold(Call call) {
    double threshold = call.decimal("threshold");
    double value = call.decimal("value");
    return inPlaceOrNot(
        call,
        LayerText.of("threshold").value(threshold).value(value).toString(),
        X.select(Comparison.LE, Scalar.of(threshold), Scalar.of(value), X));
  }

  private static Scalar clamp(double min, double max) {
    return X.max(Scalar.of(min)).min(Scalar.of(max));
  }

  private static Scalar scaled(double factor, Scalar s) {
    return factor == 1 ? s : s.times(Scalar.of(factor));
  }

  private static Scalar negativeMagnitude(Scalar s) {
    return s.apply(UnaryOp.ABS).apply(UnaryOp.NEG);
  }

  private static Scalar log1pExp(Scalar s) {
    return s.apply(UnaryOp.EXP).apply(UnaryOp.LOG1P);
  }
}
