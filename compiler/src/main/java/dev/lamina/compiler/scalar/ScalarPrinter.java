package dev.lamina.compiler.scalar;

import java.util.Locale;

/** Renders a {@link Scalar} as one line: {@code x > 0 ? x : 0.01 * x}. */
public final class ScalarPrinter {
  private static final int CONDITIONAL = 0;
  private static final int SUM = 1;
  private static final int PRODUCT = 2;
  private static final int SIGN = 3;
  private static final int ATOM = 4;

  private ScalarPrinter() {}

  /** The function as text; operands are {@code x}, {@code x1}, {@code x2}, ... */
  public static String print(Scalar s) {
    if (s instanceof Scalar.Input input) {
      return input.index() == 0 ? "x" : "x" + input.index();
    }
    if (s instanceof Scalar.Parameter parameter) {
      return parameter.name();
    }
    if (s instanceof Scalar.Constant constant) {
      return number(constant.value());
    }
    if (s instanceof Scalar.Unary unary) {
      return print(unary);
    }
    if (s instanceof Scalar.Binary binary) {
      return print(binary);
    }
    return print((Scalar.Select) s);
  }

  private static String print(Scalar.Unary s) {
    if (s.op() == Scalar.UnaryOp.NEG) {
      return "-" + print(s.a(), ATOM);
    }
    return name(s.op()) + "(" + print(s.a()) + ")";
  }

  private static String print(Scalar.Binary s) {
    return switch (s.op()) {
      case ADD -> print(s.a(), SUM) + " + " + print(s.b(), PRODUCT);
      case SUB -> print(s.a(), SUM) + " - " + print(s.b(), PRODUCT);
      case MUL -> print(s.a(), PRODUCT) + " * " + print(s.b(), SIGN);
      case DIV -> print(s.a(), PRODUCT) + " / " + print(s.b(), SIGN);
      case MIN, MAX, POW -> name(s.op()) + "(" + print(s.a()) + ", " + print(s.b()) + ")";
    };
  }

  private static String print(Scalar.Select s) {
    return print(s.a(), SUM)
        + " "
        + symbol(s.comparison())
        + " "
        + print(s.b(), SUM)
        + " ? "
        + print(s.then(), SUM)
        + " : "
        + print(s.otherwise());
  }

  private static String print(Scalar s, int atLeast) {
    return binding(s) < atLeast ? "(" + print(s) + ")" : print(s);
  }

  private static int binding(Scalar s) {
    if (s instanceof Scalar.Select) {
      return CONDITIONAL;
    }
    if (s instanceof Scalar.Constant constant) {
      return constant.value() < 0 ? SIGN : ATOM;
    }
    if (s instanceof Scalar.Unary unary) {
      return unary.op() == Scalar.UnaryOp.NEG ? SIGN : ATOM;
    }
    if (s instanceof Scalar.Binary binary) {
      return switch (binary.op()) {
        case ADD, SUB -> SUM;
        case MUL, DIV -> PRODUCT;
        case MIN, MAX, POW -> ATOM;
      };
    }
    return ATOM;
  }

  private static String name(Enum<?> op) {
    return op.name().toLowerCase(Locale.ROOT);
  }

  private static String symbol(Scalar.Comparison comparison) {
    return switch (comparison) {
      case LT -> "<";
      case LE -> "<=";
      case GT -> ">";
      case GE -> ">=";
      case EQ -> "==";
    };
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e7
        ? Long.toString((long) value)
        : Double.toString(value);
  }
}
