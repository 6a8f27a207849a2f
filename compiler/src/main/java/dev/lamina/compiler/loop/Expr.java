package dev.lamina.compiler.loop;

import java.util.List;

/**
 * A value in a kernel. Operations work lane by lane; both sides have the same type. Every operation
 * is exactly one rounding of IEEE 754 in float, so that all targets that execute the same kernel
 * give the same bits.
 */
public sealed interface Expr
    permits Local,
        Expr.IntConst,
        Expr.FloatConst,
        Expr.Load,
        Expr.TableLoad,
        Expr.Splat,
        Expr.Unary,
        Expr.Binary,
        Expr.Fma,
        Expr.Select,
        Expr.Shuffle,
        Expr.Lane {
  /** Its type. */
  Type type();

  /** An integer, in every lane. */
  record IntConst(int value, Type type) implements Expr {}

  /** A float, in every lane; compared by its bits. */
  record FloatConst(float value, Type type) implements Expr {}

  /** {@code lanes} consecutive elements of a float array (or row) from {@code index}. */
  record Load(Array array, Expr index, int lanes) implements Expr {
    @Override
    public Type type() {
      return Type.floats(lanes);
    }
  }

  /** An element of a {@link Array.Kind#TABLE}. */
  record TableLoad(Array array, Expr index) implements Expr {
    @Override
    public Type type() {
      return Type.INDEX;
    }
  }

  /** A scalar in every lane. */
  record Splat(Expr scalar, int lanes) implements Expr {
    @Override
    public Type type() {
      return new Type(scalar.type().kind(), lanes);
    }
  }

  /** {@code op(a)}. */
  record Unary(UnaryOp op, Expr a) implements Expr {
    @Override
    public Type type() {
      return switch (op) {
        case NEG, ABS, SQRT -> a.type();
        case BITS, TO_INT -> Type.ints(a.type().lanes());
        case FROM_BITS, TO_FLOAT -> Type.floats(a.type().lanes());
      };
    }
  }

  /** {@code a op b}. */
  record Binary(BinaryOp op, Expr a, Expr b) implements Expr {
    @Override
    public Type type() {
      return a.type();
    }
  }

  /** {@code a * b + c} with one rounding; with two on targets without hardware fma. */
  record Fma(Expr a, Expr b, Expr c) implements Expr {
    @Override
    public Type type() {
      return a.type();
    }
  }

  /** Lane by lane {@code a cmp b ? then : otherwise}. */
  record Select(Comparison comparison, Expr a, Expr b, Expr then, Expr otherwise) implements Expr {
    @Override
    public Type type() {
      return then.type();
    }
  }

  /**
   * Lane {@code i} is lane {@code pattern[i]} of {@code a}, or of {@code b} where it is {@code
   * lanes} or more.
   */
  record Shuffle(Expr a, Expr b, List<Integer> pattern) implements Expr {
    public Shuffle {
      pattern = List.copyOf(pattern);
    }

    @Override
    public Type type() {
      return a.type();
    }
  }

  /** One lane of a vector as a scalar. */
  record Lane(Expr vector, int lane) implements Expr {
    @Override
    public Type type() {
      return new Type(vector.type().kind(), 1);
    }
  }

  /** Functions of one value. */
  enum UnaryOp {
    NEG,
    ABS,
    SQRT,
    /** The raw bits of a float as an integer. */
    BITS,
    /** The float with these raw bits. */
    FROM_BITS,
    /** Towards zero, saturating, NaN to 0, as Java's {@code (int)}. */
    TO_INT,
    TO_FLOAT
  }

  /**
   * Functions of two values. {@code MIN} and {@code MAX} of floats give NaN if either side is NaN
   * and order -0 below +0, as {@code Math.min} does. Integer {@code DIV} and {@code REM} round
   * towards zero and are scalar only; {@code SHL}, {@code SHR} (arithmetic), {@code AND}, {@code
   * OR} are for integers.
   */
  enum BinaryOp {
    ADD,
    SUB,
    MUL,
    DIV,
    REM,
    MIN,
    MAX,
    SHL,
    SHR,
    AND,
    OR
  }

  /** Comparisons; all but {@code NE} are false on NaN. */
  enum Comparison {
    LT,
    LE,
    GT,
    GE,
    EQ,
    NE
  }
}
