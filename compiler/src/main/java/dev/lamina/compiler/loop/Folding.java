package dev.lamina.compiler.loop;

import dev.lamina.compiler.loop.Expr.Binary;
import dev.lamina.compiler.loop.Expr.BinaryOp;
import dev.lamina.compiler.loop.Expr.IntConst;

/**
 * Simplifies integer arithmetic while it is written. Constants move outwards and to the right, so
 * that an address ends as {@code variable part + constant}. Floats are never touched.
 */
final class Folding {
  private Folding() {}

  static Expr binary(BinaryOp op, Expr a, Expr b) {
    Expr plain = new Binary(op, a, b);
    if (a.type().kind() == Type.Kind.FLOAT) {
      return plain;
    }
    if (a instanceof IntConst x && b instanceof IntConst y && defined(op, y.value())) {
      return new IntConst(IntegerOps.apply(op, x.value(), y.value()), x.type());
    }
    return switch (op) {
      case ADD -> add(plain, a, b);
      case SUB -> b instanceof IntConst c ? binary(BinaryOp.ADD, a, negated(c)) : plain;
      case MUL -> multiply(plain, a, b);
      case DIV, SHL, SHR -> isConstant(b, op == BinaryOp.DIV ? 1 : 0) ? a : plain;
      case REM -> isConstant(b, 1) ? new IntConst(0, a.type()) : plain;
      case MIN, MAX, AND, OR -> a.equals(b) ? a : plain;
    };
  }

  private static Expr add(Expr plain, Expr a, Expr b) {
    if (isConstant(a, 0)) {
      return b;
    }
    if (isConstant(b, 0)) {
      return a;
    }
    if (a instanceof IntConst) {
      return binary(BinaryOp.ADD, b, a);
    }
    if (a instanceof Binary x && x.op() == BinaryOp.ADD && x.b() instanceof IntConst c) {
      return b instanceof IntConst d
          ? binary(BinaryOp.ADD, x.a(), new IntConst(c.value() + d.value(), c.type()))
          : binary(BinaryOp.ADD, binary(BinaryOp.ADD, x.a(), b), c);
    }
    if (b instanceof Binary y && y.op() == BinaryOp.ADD && y.b() instanceof IntConst c) {
      return binary(BinaryOp.ADD, binary(BinaryOp.ADD, a, y.a()), c);
    }
    return plain;
  }

  private static Expr multiply(Expr plain, Expr a, Expr b) {
    if (a instanceof IntConst) {
      return binary(BinaryOp.MUL, b, a);
    }
    if (!(b instanceof IntConst factor)) {
      return plain;
    }
    if (factor.value() == 0) {
      return factor;
    }
    if (factor.value() == 1) {
      return a;
    }
    if (a instanceof Binary x && x.b() instanceof IntConst c) {
      IntConst product = new IntConst(c.value() * factor.value(), c.type());
      if (x.op() == BinaryOp.MUL) {
        return binary(BinaryOp.MUL, x.a(), product);
      }
      if (x.op() == BinaryOp.ADD) {
        return binary(BinaryOp.ADD, binary(BinaryOp.MUL, x.a(), factor), product);
      }
    }
    return plain;
  }

  private static boolean defined(BinaryOp op, int right) {
    return right != 0 || (op != BinaryOp.DIV && op != BinaryOp.REM);
  }

  private static IntConst negated(IntConst c) {
    return new IntConst(-c.value(), c.type());
  }

  private static boolean isConstant(Expr e, int value) {
    return e instanceof IntConst c && c.value() == value;
  }
}
