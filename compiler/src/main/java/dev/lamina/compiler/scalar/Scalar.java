package dev.lamina.compiler.scalar;

/**
 * A function of one element (and of per-channel parameters), as data. Element-wise layers are
 * described by one: the plain evaluation computes it in double precision, every target's code is
 * made from it.
 *
 * <p>NaN travels as in PyTorch: {@link BinaryOp#MIN} and {@link BinaryOp#MAX} give NaN when either
 * side is NaN, a {@link Select} whose comparison meets NaN takes {@code otherwise}.
 */
public sealed interface Scalar {
  /** The element of operand {@code index}: 0 for layers with one input. */
  record Input(int index) implements Scalar {}

  /**
   * The layer's parameter of that name: its only value, or the value of the element's channel
   * (dimension 1).
   */
  record Parameter(String name) implements Scalar {}

  /** A constant, rounded to float wherever the function is computed. */
  record Constant(double value) implements Scalar {}

  /** {@code op(a)}. */
  record Unary(UnaryOp op, Scalar a) implements Scalar {}

  /** {@code a op b}. */
  record Binary(BinaryOp op, Scalar a, Scalar b) implements Scalar {}

  /** {@code a cmp b ? then : otherwise}. */
  record Select(Comparison comparison, Scalar a, Scalar b, Scalar then, Scalar otherwise)
      implements Scalar {}

  /** Functions of one value. */
  enum UnaryOp {
    NEG,
    ABS,
    SQRT,
    EXP,
    EXPM1,
    LOG,
    LOG1P,
    TANH,
    SIGMOID,
    /** The complementary error function, 1 - erf(a), accurate also where it is tiny. */
    ERFC
  }

  /** Functions of two values. */
  enum BinaryOp {
    ADD,
    SUB,
    MUL,
    DIV,
    MIN,
    MAX,
    POW
  }

  /** Comparisons; all are false on NaN. */
  enum Comparison {
    LT,
    LE,
    GT,
    GE,
    EQ
  }

  /** The element itself. */
  static Scalar x() {
    return new Input(0);
  }

  /** A constant. */
  static Scalar of(double value) {
    return new Constant(value);
  }

  /** A parameter of the layer. */
  static Scalar parameter(String name) {
    return new Parameter(name);
  }

  /** {@code this + b}. */
  default Scalar plus(Scalar b) {
    return new Binary(BinaryOp.ADD, this, b);
  }

  /** {@code this - b}. */
  default Scalar minus(Scalar b) {
    return new Binary(BinaryOp.SUB, this, b);
  }

  /** {@code this * b}. */
  default Scalar times(Scalar b) {
    return new Binary(BinaryOp.MUL, this, b);
  }

  /** {@code this / b}. */
  default Scalar over(Scalar b) {
    return new Binary(BinaryOp.DIV, this, b);
  }

  /** The smaller of both, NaN if either is. */
  default Scalar min(Scalar b) {
    return new Binary(BinaryOp.MIN, this, b);
  }

  /** The larger of both, NaN if either is. */
  default Scalar max(Scalar b) {
    return new Binary(BinaryOp.MAX, this, b);
  }

  /** {@code op(this)}. */
  default Scalar apply(UnaryOp op) {
    return new Unary(op, this);
  }

  /** {@code this cmp b ? then : otherwise}. */
  default Scalar select(Comparison comparison, Scalar b, Scalar then, Scalar otherwise) {
    return new Select(comparison, this, b, then, otherwise);
  }
}
