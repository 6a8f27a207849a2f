package dev.lamina.compiler.loop;

/** What float operations mean. */
final class FloatOps {
  private FloatOps() {}

  static float apply(Expr.BinaryOp op, float a, float b) {
    return switch (op) {
      case ADD -> a + b;
      case SUB -> a - b;
      case MUL -> a * b;
      case DIV -> a / b;
      case MIN -> Math.min(a, b);
      case MAX -> Math.max(a, b);
      case REM, SHL, SHR, AND, OR -> throw new IllegalArgumentException(op + " of floats");
    };
  }

  static boolean compare(Expr.Comparison comparison, float a, float b) {
    return switch (comparison) {
      case LT -> a < b;
      case LE -> a <= b;
      case GT -> a > b;
      case GE -> a >= b;
      case EQ -> a == b;
      case NE -> a != b;
    };
  }
}
