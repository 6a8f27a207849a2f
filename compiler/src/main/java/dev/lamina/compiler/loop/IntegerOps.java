package dev.lamina.compiler.loop;

/** What integer operations mean. */
final class IntegerOps {
  private IntegerOps() {}

  static int apply(Expr.BinaryOp op, int a, int b) {
    return switch (op) {
      case ADD -> a + b;
      case SUB -> a - b;
      case MUL -> a * b;
      case DIV -> a / b;
      case REM -> a % b;
      case MIN -> Math.min(a, b);
      case MAX -> Math.max(a, b);
      case SHL -> a << b;
      case SHR -> a >> b;
      case AND -> a & b;
      case OR -> a | b;
    };
  }

  static boolean compare(Expr.Comparison comparison, int a, int b) {
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
