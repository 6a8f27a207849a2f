package dev.lamina.compiler.export;

import dev.lamina.compiler.layer.Elementwise;
import dev.lamina.compiler.scalar.Scalar;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Element-wise layers: ONNX's operator where there is one, otherwise the layer's expression, an
 * operator for each of its operations.
 */
final class OnnxElementwise {
  private static final Map<String, String> OPERATORS =
      Map.of(
          "relu", "Relu",
          "sigmoid", "Sigmoid",
          "tanh", "Tanh",
          "softsign", "Softsign",
          "hardswish", "HardSwish",
          "selu", "Selu",
          "mish", "Mish",
          "gelu", "Gelu");

  private static final Map<Scalar.BinaryOp, String> BINARY =
      Map.of(
          Scalar.BinaryOp.ADD, "Add",
          Scalar.BinaryOp.SUB, "Sub",
          Scalar.BinaryOp.MUL, "Mul",
          Scalar.BinaryOp.DIV, "Div",
          Scalar.BinaryOp.MIN, "Min",
          Scalar.BinaryOp.MAX, "Max",
          Scalar.BinaryOp.POW, "Pow");

  private static final Map<Scalar.Comparison, String> COMPARISONS =
      Map.of(
          Scalar.Comparison.LT, "Less",
          Scalar.Comparison.LE, "LessOrEqual",
          Scalar.Comparison.GT, "Greater",
          Scalar.Comparison.GE, "GreaterOrEqual",
          Scalar.Comparison.EQ, "Equal");

  private final OnnxSite site;

  private OnnxElementwise(OnnxSite site) {
    this.site = site;
  }

  static String add(Elementwise layer, OnnxSite site) {
    String operator = OPERATORS.get(layer.toString());
    return operator != null
        ? site.op(operator, site.input())
        : new OnnxElementwise(site).value(layer.function());
  }

  private String value(Scalar scalar) {
    if (scalar instanceof Scalar.Input) {
      return site.input();
    } else if (scalar instanceof Scalar.Constant c) {
      return site.builder().scalar(c.value());
    } else if (scalar instanceof Scalar.Parameter p) {
      return site.perChannel(p.name());
    } else if (scalar instanceof Scalar.Unary u) {
      return unary(u.op(), value(u.a()));
    } else if (scalar instanceof Scalar.Binary b) {
      return binary(b);
    } else if (scalar instanceof Scalar.Select s) {
      String condition =
          site.op(COMPARISONS.get(s.comparison()), List.of(value(s.a()), value(s.b())));
      return site.op("Where", List.of(condition, value(s.then()), value(s.otherwise())));
    }
    throw new IllegalStateException(scalar.toString());
  }

  private String binary(Scalar.Binary b) {
    return clip(b)
        .orElseGet(() -> site.op(BINARY.get(b.op()), List.of(value(b.a()), value(b.b()))));
  }

  /** {@code min(max(a, low), high)} as one operator. */
  private Optional<String> clip(Scalar.Binary b) {
    if (b.op() == Scalar.BinaryOp.MIN
        && b.b() instanceof Scalar.Constant high
        && b.a() instanceof Scalar.Binary inner
        && inner.op() == Scalar.BinaryOp.MAX
        && inner.b() instanceof Scalar.Constant low) {
      OnnxBuilder builder = site.builder();
      String from = builder.scalar(low.value());
      String to = builder.scalar(high.value());
      return Optional.of(site.op("Clip", List.of(value(inner.a()), from, to)));
    }
    return Optional.empty();
  }

  private String unary(Scalar.UnaryOp op, String a) {
    return switch (op) {
      case NEG -> site.op("Neg", a);
      case ABS -> site.op("Abs", a);
      case SQRT -> site.op("Sqrt", a);
      case EXP -> site.op("Exp", a);
      case LOG -> site.op("Log", a);
      case TANH -> site.op("Tanh", a);
      case SIGMOID -> site.op("Sigmoid", a);
      case EXPM1 -> site.op("Sub", List.of(site.op("Exp", a), one()));
      case LOG1P -> site.op("Log", site.op("Add", List.of(a, one())));
      case ERFC -> site.op("Sub", List.of(one(), site.op("Erf", a)));
    };
  }

  private String one() {
    return site.builder().scalar(1);
  }
}
