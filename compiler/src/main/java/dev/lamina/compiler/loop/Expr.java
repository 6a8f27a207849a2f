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

  /** What it is computed from, in the order of evaluation. */
  default List<Expr> operands() {
    return List.of();
  }

  /** {@code this + b}. */
  default Expr plus(Expr b) {
    return Folding.binary(BinaryOp.ADD, this, b);
  }

  /** {@code this + b}, for integers. */
  default Expr plus(int b) {
    return plus(new IntConst(b, type()));
  }

  /** {@code this - b}. */
  default Expr minus(Expr b) {
    return Folding.binary(BinaryOp.SUB, this, b);
  }

  /** {@code this - b}, for integers. */
  default Expr minus(int b) {
    return minus(new IntConst(b, type()));
  }

  /** {@code this * b}. */
  default Expr times(Expr b) {
    return Folding.binary(BinaryOp.MUL, this, b);
  }

  /** {@code this * b}, for integers. */
  default Expr times(int b) {
    return times(new IntConst(b, type()));
  }

  /** {@code this / b}. */
  default Expr div(Expr b) {
    return Folding.binary(BinaryOp.DIV, this, b);
  }

  /** {@code this / b}, for integers. */
  default Expr div(int b) {
    return div(new IntConst(b, type()));
  }

  /** The remainder of {@code this / b}, for integers. */
  default Expr rem(Expr b) {
    return Folding.binary(BinaryOp.REM, this, b);
  }

  /** The remainder of {@code this / b}, for integers. */
  default Expr rem(int b) {
    return rem(new IntConst(b, type()));
  }

  /** The smaller of the two. */
  default Expr min(Expr b) {
    return Folding.binary(BinaryOp.MIN, this, b);
  }

  /** The smaller of the two, for integers. */
  default Expr min(int b) {
    return min(new IntConst(b, type()));
  }

  /** The larger of the two. */
  default Expr max(Expr b) {
    return Folding.binary(BinaryOp.MAX, this, b);
  }

  /** The larger of the two, for integers. */
  default Expr max(int b) {
    return max(new IntConst(b, type()));
  }

  /** {@code this << bits}, for integers. */
  default Expr shl(int bits) {
    return Folding.binary(BinaryOp.SHL, this, new IntConst(bits, type()));
  }

  /** {@code this >> bits}, for integers. */
  default Expr shr(int bits) {
    return Folding.binary(BinaryOp.SHR, this, new IntConst(bits, type()));
  }

  /** {@code this & b}, for integers. */
  default Expr and(Expr b) {
    return Folding.binary(BinaryOp.AND, this, b);
  }

  /** {@code this & b}, for integers. */
  default Expr and(int b) {
    return and(new IntConst(b, type()));
  }

  /** {@code this | b}, for integers. */
  default Expr or(Expr b) {
    return Folding.binary(BinaryOp.OR, this, b);
  }

  /** {@code this | b}, for integers. */
  default Expr or(int b) {
    return or(new IntConst(b, type()));
  }

  /** {@code -this}. */
  default Expr negate() {
    return new Unary(UnaryOp.NEG, this);
  }

  /** The absolute value. */
  default Expr abs() {
    return new Unary(UnaryOp.ABS, this);
  }

  /** The square root, for floats. */
  default Expr sqrt() {
    return new Unary(UnaryOp.SQRT, this);
  }

  /** The raw bits of a float as an integer. */
  default Expr bits() {
    return new Unary(UnaryOp.BITS, this);
  }

  /** The float with these raw bits. */
  default Expr fromBits() {
    return new Unary(UnaryOp.FROM_BITS, this);
  }

  /** Towards zero, as Java's {@code (int)}. */
  default Expr toInt() {
    return new Unary(UnaryOp.TO_INT, this);
  }

  /** The nearest float. */
  default Expr toFloat() {
    return new Unary(UnaryOp.TO_FLOAT, this);
  }

  /** How many bits are set, for scalar integers. */
  default Expr bitCount() {
    return new Unary(UnaryOp.BIT_COUNT, this);
  }

  /** Lane {@code index} as a scalar. */
  default Expr lane(int index) {
    return new Lane(this, index);
  }

  /** An integer, in every lane. */
  record IntConst(int value, Type type) implements Expr {
    public IntConst {
      Check.kind("an integer constant", type, Type.Kind.INT);
    }
  }

  /** A float, in every lane; compared by its bits. */
  record FloatConst(float value, Type type) implements Expr {
    public FloatConst {
      Check.kind("a float constant", type, Type.Kind.FLOAT);
    }
  }

  /** {@code lanes} consecutive elements of a float array (or row) from {@code index}. */
  record Load(Array array, Expr index, int lanes) implements Expr {
    public Load {
      Check.array("a load", array, Array.Kind.FLOATS, Array.Kind.ROW);
      Check.index("the index into " + array.name(), index);
      Check.lanes(lanes);
    }

    @Override
    public Type type() {
      return Type.floats(lanes);
    }

    @Override
    public List<Expr> operands() {
      return List.of(index);
    }
  }

  /** An element of a {@link Array.Kind#TABLE} or of {@link Array.Kind#BYTES}. */
  record TableLoad(Array array, Expr index) implements Expr {
    public TableLoad {
      Check.array("a lookup", array, Array.Kind.TABLE, Array.Kind.BYTES);
      Check.index("the index into " + array.name(), index);
    }

    @Override
    public Type type() {
      return Type.INDEX;
    }

    @Override
    public List<Expr> operands() {
      return List.of(index);
    }
  }

  /** A scalar in every lane. */
  record Splat(Expr scalar, int lanes) implements Expr {
    public Splat {
      Check.scalar("what is put into every lane", scalar);
      Check.lanes(lanes);
    }

    @Override
    public Type type() {
      return new Type(scalar.type().kind(), lanes);
    }

    @Override
    public List<Expr> operands() {
      return List.of(scalar);
    }
  }

  /** {@code op(a)}. */
  record Unary(UnaryOp op, Expr a) implements Expr {
    public Unary {
      Check.unary(op, a);
    }

    @Override
    public Type type() {
      return switch (op) {
        case NEG, ABS, SQRT, BIT_COUNT -> a.type();
        case BITS, TO_INT -> Type.ints(a.type().lanes());
        case FROM_BITS, TO_FLOAT -> Type.floats(a.type().lanes());
      };
    }

    @Override
    public List<Expr> operands() {
      return List.of(a);
    }
  }

  /** {@code a op b}. */
  record Binary(BinaryOp op, Expr a, Expr b) implements Expr {
    public Binary {
      Check.binary(op, a, b);
    }

    @Override
    public Type type() {
      return a.type();
    }

    @Override
    public List<Expr> operands() {
      return List.of(a, b);
    }
  }

  /** {@code a * b + c} with one rounding; with two on targets without hardware fma. */
  record Fma(Expr a, Expr b, Expr c) implements Expr {
    public Fma {
      Check.kind("fma", a.type(), Type.Kind.FLOAT);
      Check.same("fma", a, b);
      Check.same("fma", a, c);
    }

    @Override
    public Type type() {
      return a.type();
    }

    @Override
    public List<Expr> operands() {
      return List.of(a, b, c);
    }
  }

  /**
   * Lane by lane {@code a cmp b ? then : otherwise}. Whether the side that is not chosen is
   * computed is not said: neither may read out of bounds.
   */
  record Select(Comparison comparison, Expr a, Expr b, Expr then, Expr otherwise) implements Expr {
    public Select {
      Check.same("a comparison", a, b);
      Check.same("select", then, otherwise);
      Check.sameLanes("select", a, then);
    }

    @Override
    public Type type() {
      return then.type();
    }

    @Override
    public List<Expr> operands() {
      return List.of(a, b, then, otherwise);
    }
  }

  /**
   * Lane {@code i} is lane {@code pattern[i]} of {@code a}, or of {@code b} where it is {@code
   * lanes} or more.
   */
  record Shuffle(Expr a, Expr b, List<Integer> pattern) implements Expr {
    public Shuffle {
      pattern = List.copyOf(pattern);
      Check.same("shuffle", a, b);
      Check.pattern(pattern, a.type().lanes());
    }

    @Override
    public Type type() {
      return a.type();
    }

    @Override
    public List<Expr> operands() {
      return List.of(a, b);
    }
  }

  /** One lane of a vector as a scalar. */
  record Lane(Expr vector, int lane) implements Expr {
    public Lane {
      Check.laneIndex(vector, lane);
    }

    @Override
    public Type type() {
      return new Type(vector.type().kind(), 1);
    }

    @Override
    public List<Expr> operands() {
      return List.of(vector);
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
    TO_FLOAT,
    /** How many bits of a scalar integer are set. */
    BIT_COUNT
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
