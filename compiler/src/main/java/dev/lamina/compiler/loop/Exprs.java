package dev.lamina.compiler.loop;

import dev.lamina.compiler.loop.Expr.BinaryOp;
import dev.lamina.compiler.loop.Expr.FloatConst;
import dev.lamina.compiler.loop.Expr.IntConst;
import dev.lamina.compiler.loop.Expr.UnaryOp;

/** Builds expressions; arithmetic on known indices is done at once. */
public final class Exprs {
  private Exprs() {}

  /** A scalar integer. */
  public static Expr index(int value) {
    return new IntConst(value, Type.INDEX);
  }

  /** A float in every one of {@code lanes} lanes. */
  public static Expr constant(float value, int lanes) {
    return new FloatConst(value, Type.floats(lanes));
  }

  /** {@code a + b}. */
  public static Expr add(Expr a, Expr b) {
    if (isIndex(b, 0)) {
      return a;
    }
    if (isIndex(a, 0)) {
      return b;
    }
    if (a instanceof IntConst x && b instanceof IntConst y && x.type().equals(y.type())) {
      return new IntConst(x.value() + y.value(), x.type());
    }
    return new Expr.Binary(BinaryOp.ADD, a, b);
  }

  /** The sum of all. */
  public static Expr sum(Expr first, Expr... more) {
    Expr sum = first;
    for (Expr e : more) {
      sum = add(sum, e);
    }
    return sum;
  }

  /** {@code a + b}. */
  public static Expr add(Expr a, int b) {
    return add(a, index(b));
  }

  /** {@code a - b}. */
  public static Expr sub(Expr a, Expr b) {
    if (isIndex(b, 0)) {
      return a;
    }
    if (a instanceof IntConst x && b instanceof IntConst y && x.type().equals(y.type())) {
      return new IntConst(x.value() - y.value(), x.type());
    }
    return new Expr.Binary(BinaryOp.SUB, a, b);
  }

  /** {@code a * b}. */
  public static Expr mul(Expr a, Expr b) {
    if (isIndex(a, 1) || isIndex(b, 0)) {
      return b;
    }
    if (isIndex(b, 1) || isIndex(a, 0)) {
      return a;
    }
    if (a instanceof IntConst x && b instanceof IntConst y && x.type().equals(y.type())) {
      return new IntConst(x.value() * y.value(), x.type());
    }
    return new Expr.Binary(BinaryOp.MUL, a, b);
  }

  /** {@code a * b}. */
  public static Expr mul(Expr a, int b) {
    return mul(a, index(b));
  }

  /** {@code a / b}; integers round towards zero. */
  public static Expr div(Expr a, Expr b) {
    return isIndex(b, 1) ? a : new Expr.Binary(BinaryOp.DIV, a, b);
  }

  /** The remainder of the integers {@code a / b}. */
  public static Expr rem(Expr a, Expr b) {
    return isIndex(b, 1) ? index(0) : new Expr.Binary(BinaryOp.REM, a, b);
  }

  /** The smaller. */
  public static Expr min(Expr a, Expr b) {
    return new Expr.Binary(BinaryOp.MIN, a, b);
  }

  /** The larger. */
  public static Expr max(Expr a, Expr b) {
    return new Expr.Binary(BinaryOp.MAX, a, b);
  }

  /** {@code op(a)}. */
  public static Expr unary(UnaryOp op, Expr a) {
    return new Expr.Unary(op, a);
  }

  /** {@code a * b + c}, rounded once where the target can. */
  public static Expr fma(Expr a, Expr b, Expr c) {
    return new Expr.Fma(a, b, c);
  }

  /** The element at {@code index}. */
  public static Expr load(Array array, Expr index) {
    return new Expr.Load(array, index, 1);
  }

  /** {@code lanes} elements from {@code index}. */
  public static Expr load(Array array, Expr index, int lanes) {
    return new Expr.Load(array, index, lanes);
  }

  /** An element of a table. */
  public static Expr tableLoad(Array table, Expr index) {
    return new Expr.TableLoad(table, index);
  }

  /** The scalar in {@code lanes} lanes; the scalar itself for one. */
  public static Expr splat(Expr scalar, int lanes) {
    return lanes == 1 ? scalar : new Expr.Splat(scalar, lanes);
  }

  private static boolean isIndex(Expr e, int value) {
    return e instanceof IntConst c && c.value() == value && c.type().equals(Type.INDEX);
  }
}
