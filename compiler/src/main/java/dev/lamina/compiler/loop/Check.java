package dev.lamina.compiler.loop;

import dev.lamina.compiler.loop.Expr.BinaryOp;
import dev.lamina.compiler.loop.Expr.UnaryOp;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Types are checked when IR is made, so that the stack trace shows who made it wrong. */
final class Check {
  private static final List<Integer> LANES = List.of(1, 4, 8, 16);

  private Check() {}

  static void lanes(int lanes) {
    require(LANES.contains(lanes), "%d lanes; a value has 1, 4, 8 or 16", lanes);
  }

  static void kind(String what, Type type, Type.Kind kind) {
    require(type.kind() == kind, "%s has type %s, not %s", what, type, new Type(kind, 1));
  }

  static void index(String what, Expr e) {
    require(e.type().equals(Type.INDEX), "%s has type %s, not %s", what, e.type(), Type.INDEX);
  }

  static void scalar(String what, Expr e) {
    require(!e.type().isVector(), "%s is a vector, %s", what, e.type());
  }

  static void array(String what, Array array, Array.Kind... kinds) {
    require(
        Arrays.asList(kinds).contains(array.kind()),
        "%s uses %s, which is %s, not %s",
        what,
        array.name(),
        array.kind(),
        Arrays.asList(kinds));
  }

  static void same(String what, Expr a, Expr b) {
    require(a.type().equals(b.type()), "%s of %s and %s", what, a.type(), b.type());
  }

  static void sameLanes(String what, Expr a, Expr b) {
    require(
        a.type().lanes() == b.type().lanes(),
        "%s of %s by a comparison of %s",
        what,
        b.type(),
        a.type());
  }

  static void sameType(String name, Type type, Expr value) {
    require(type.equals(value.type()), "%s is %s; its value is %s", name, type, value.type());
  }

  static void step(Local variable, int step) {
    require(step > 0, "loop %s has step %d; steps are positive", variable.name(), step);
  }

  static void laneIndex(Expr vector, int lane) {
    int lanes = vector.type().lanes();
    require(lane >= 0 && lane < lanes, "lane %d of %s", lane, vector.type());
  }

  static void pattern(List<Integer> pattern, int lanes) {
    require(
        pattern.size() == lanes && pattern.stream().allMatch(i -> i >= 0 && i < 2 * lanes),
        "shuffle of %d lanes by %s",
        lanes,
        pattern);
  }

  static void unary(UnaryOp op, Expr a) {
    switch (op) {
      case SQRT, BITS, TO_INT -> kind("the operand of " + op, a.type(), Type.Kind.FLOAT);
      case FROM_BITS, TO_FLOAT -> kind("the operand of " + op, a.type(), Type.Kind.INT);
      case BIT_COUNT -> {
        kind("the operand of " + op, a.type(), Type.Kind.INT);
        scalar("the operand of " + op, a);
      }
      case NEG, ABS -> {}
    }
  }

  static void binary(BinaryOp op, Expr a, Expr b) {
    same(op.toString(), a, b);
    switch (op) {
      case REM, SHL, SHR, AND, OR -> kind("the left side of " + op, a.type(), Type.Kind.INT);
      case ADD, SUB, MUL, DIV, MIN, MAX -> {}
    }
    if (a.type().kind() == Type.Kind.INT && (op == BinaryOp.DIV || op == BinaryOp.REM)) {
      scalar("the left side of integer " + op, a);
    }
  }

  private static void require(boolean condition, String message, Object... arguments) {
    if (!condition) {
      throw new IllegalArgumentException(String.format(Locale.ROOT, message, arguments));
    }
  }
}
