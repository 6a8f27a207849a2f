package dev.lamina.runtime;

import java.util.List;

/**
 * How the packed weights of one variant are computed from the raw tensors. Small vectors are
 * computed first, in double precision, in registers; then raw tensors are streamed into packed
 * arrays.
 *
 * @param vectors instructions that compute registers, in order; instruction i writes register i
 * @param packs instructions that fill packed arrays, in order
 * @param packedSizes the least size of each packed array, in floats; what no pack writes is 0
 */
public record LoadProgram(List<Vector> vectors, List<Pack> packs, List<Integer> packedSizes) {
  public LoadProgram {
    vectors = List.copyOf(vectors);
    packs = List.copyOf(packs);
    packedSizes = List.copyOf(packedSizes);
  }

  /** What an instruction computes. Descriptors hold the ordinals. */
  public enum Op {
    /** A raw tensor, whole, row-major. */
    RAW(0),
    /** Constant values. */
    CONSTANT(0),
    /** a + b, element by element; a side of one element is repeated. */
    ADD(2),
    /** a - b. */
    SUB(2),
    /** a * b. */
    MUL(2),
    /** a / b. */
    DIV(2),
    /** The square root of each element. */
    SQRT(1),
    /** a, of shape (outer, size of b, size), times the vector b along the middle. */
    SCALED(2),
    /** Sums of a, viewed as so many rows. */
    ROW_SUMS(1);

    private final int operands;

    Op(int operands) {
      this.operands = operands;
    }

    /** How many registers it reads. */
    public int operands() {
      return operands;
    }
  }

  /**
   * An instruction that computes a register: a vector of doubles, small enough to be held.
   *
   * @param op what it computes
   * @param raw the name of the raw tensor; empty for other instructions
   * @param values the constant values; empty for other instructions
   * @param a the register of the first operand, or -1
   * @param b the register of the second operand, or -1
   * @param size the elements within the scaled dimension, or the rows to sum; else 1
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Vector(Op op, String raw, double[] values, int a, int b, int size) {
    private static final double[] NONE = {};

    /** A raw tensor. */
    public static Vector raw(String name) {
      return new Vector(Op.RAW, name, NONE, -1, -1, 1);
    }

    /** Constant values. */
    public static Vector constant(double[] values) {
      return new Vector(Op.CONSTANT, "", values, -1, -1, 1);
    }

    /** Arithmetic of two registers. */
    public static Vector binary(Op op, int a, int b) {
      return new Vector(op, "", NONE, a, b, 1);
    }

    /** Square roots. */
    public static Vector sqrt(int a) {
      return new Vector(Op.SQRT, "", NONE, a, -1, 1);
    }

    /** A register times a factor along a dimension, within which {@code inner} elements lie. */
    public static Vector scaled(int a, int factor, int inner) {
      return new Vector(Op.SCALED, "", NONE, a, factor, inner);
    }

    /** Sums of the rows of a register. */
    public static Vector rowSums(int a, int rows) {
      return new Vector(Op.ROW_SUMS, "", NONE, a, -1, rows);
    }
  }

  /**
   * Scatters a tensor into a packed array. The source is a raw tensor that is streamed, or a
   * register. It is viewed with the sizes {@code dims}; element (i0, i1, ...) goes to {@code base +
   * offset0(i0) + offset1(i1) + ...}.
   *
   * @param target the packed array
   * @param base the first offset
   * @param raw the name of the raw tensor, or null where the source is a register
   * @param register the register, where {@code raw} is null
   * @param transform null, or a matrix: the trailing dimensions, as many elements as it has
   *     columns, are replaced by its product with them, one dimension of as many elements as it has
   *     rows (a Winograd transform)
   * @param dims the sizes of the source's dimensions, after the transform
   * @param scale a register that multiplies along dimension {@code scaleDim}, or -1
   * @param scaleDim that dimension
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Pack(
      int target,
      int base,
      String raw,
      int register,
      double[][] transform,
      List<Dim> dims,
      int scale,
      int scaleDim) {
    public Pack {
      dims = List.copyOf(dims);
    }
  }

  /** A dimension of a source: its size, and where its indices go, as a sum of terms. */
  public record Dim(int size, List<Term> terms) {
    public Dim {
      terms = List.copyOf(terms);
    }
  }

  /**
   * Index i contributes {@code (i / divisor % modulus) * stride}; a modulus of 0 leaves it whole.
   */
  public record Term(int divisor, int modulus, int stride) {}
}
