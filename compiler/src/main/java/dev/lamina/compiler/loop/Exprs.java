package dev.lamina.compiler.loop;

import java.util.List;

/**
 * Makes expressions, for static import; integer arithmetic is simplified at once. What starts from
 * an expression can also be written fluently: {@code i.times(8).plus(j)}.
 */
public final class Exprs {
  private Exprs() {}

  /** A scalar integer. */
  public static Expr index(int value) {
    return new Expr.IntConst(value, Type.INDEX);
  }

  /** An integer in each of {@code lanes} lanes. */
  public static Expr integers(int value, int lanes) {
    return new Expr.IntConst(value, Type.ints(lanes));
  }

  /** A float. */
  public static Expr constant(float value) {
    return new Expr.FloatConst(value, Type.FLOAT);
  }

  /** A float in each of {@code lanes} lanes. */
  public static Expr constant(float value, int lanes) {
    return new Expr.FloatConst(value, Type.floats(lanes));
  }

  /** {@code a + b}. */
  public static Expr add(Expr a, Expr b) {
    return a.plus(b);
  }

  /** {@code a + b}, for integers. */
  public static Expr add(Expr a, int b) {
    return a.plus(b);
  }

  /** The sum of all, from the left. */
  public static Expr sum(Expr first, Expr... more) {
    Expr sum = first;
    for (Expr e : more) {
      sum = sum.plus(e);
    }
    return sum;
  }

  /** {@code a - b}. */
  public static Expr sub(Expr a, Expr b) {
    return a.minus(b);
  }

  /** {@code a * b}. */
  public static Expr mul(Expr a, Expr b) {
    return a.times(b);
  }

  /** {@code a * b}, for integers. */
  public static Expr mul(Expr a, int b) {
    return a.times(b);
  }

  /** {@code a / b}; integers round towards zero. */
  public static Expr div(Expr a, Expr b) {
    return a.div(b);
  }

  /** The remainder of the integers {@code a / b}. */
  public static Expr rem(Expr a, Expr b) {
    return a.rem(b);
  }

  /** The smaller. */
  public static Expr min(Expr a, Expr b) {
    return a.min(b);
  }

  /** The larger. */
  public static Expr max(Expr a, Expr b) {
    return a.max(b);
  }

  /** {@code op(a)}. */
  public static Expr unary(Expr.UnaryOp op, Expr a) {
    return new Expr.Unary(op, a);
  }

  /** {@code a * b + c}, rounded once where the target can. */
  public static Expr fma(Expr a, Expr b, Expr c) {
    return new Expr.Fma(a, b, c);
  }

  /** The element at {@code index} of a float array or row. */
  public static Expr load(Array array, Expr index) {
    return new Expr.Load(array, index, 1);
  }

  /** {@code lanes} consecutive elements from {@code index} of a float array or row. */
  public static Expr load(Array array, Expr index, int lanes) {
    return new Expr.Load(array, index, lanes);
  }

  /** The element at {@code index} of a float array or row, in each of {@code lanes} lanes. */
  public static Expr broadcast(Array array, Expr index, int lanes) {
    return splat(load(array, index), lanes);
  }

  /** An element of a table, or of bytes. */
  public static Expr tableLoad(Array table, Expr index) {
    return new Expr.TableLoad(table, index);
  }

  /** The scalar in {@code lanes} lanes; the scalar itself for one. */
  public static Expr splat(Expr scalar, int lanes) {
    if (lanes == 1) {
      return scalar;
    }
    if (scalar instanceof Expr.IntConst c) {
      return integers(c.value(), lanes);
    }
    if (scalar instanceof Expr.FloatConst c) {
      return constant(c.value(), lanes);
    }
    return new Expr.Splat(scalar, lanes);
  }

  /** Lane by lane {@code a cmp b ? then : otherwise}. */
  public static Expr select(Expr.Comparison comparison, Expr a, Expr b, Expr then, Expr otherwise) {
    return new Expr.Select(comparison, a, b, then, otherwise);
  }

  /** Lanes of {@code a} and {@code b} in a new order; see {@link Expr.Shuffle}. */
  public static Expr shuffle(Expr a, Expr b, List<Integer> pattern) {
    return new Expr.Shuffle(a, b, pattern);
  }
}
