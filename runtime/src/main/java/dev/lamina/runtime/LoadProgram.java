package dev.lamina.runtime;

import java.util.List;

/**
 * How the packed weights of one variant are computed from the raw tensors. Small vectors are
 * computed first, in double precision, in registers; then raw tensors are streamed into packed
 * arrays.
 *
 * @param vectors instructions that compute registers, in order; instruction i writes register i
 * @param packs instructions that fill packed arrays, in order
 * @param packedSizes the size of each packed array, in floats; what no pack writes is 0
 */
public record LoadProgram(List<Vector> vectors, List<Pack> packs, List<Integer> packedSizes) {
  public LoadProgram {
    vectors = List.copyOf(vectors);
    packs = List.copyOf(packs);
    packedSizes = List.copyOf(packedSizes);
  }

  /** Computes a register: a vector of doubles, small enough to be held. */
  public sealed interface Vector {
    /** A raw tensor, whole, row-major. */
    record Raw(String name) implements Vector {}

    /** Constant values. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Constant(double[] values) implements Vector {}

    /** Element by element; a side of one element is repeated. */
    record Binary(Op op, int a, int b) implements Vector {}

    /** Square root of each element. */
    record Sqrt(int a) implements Vector {}

    /**
     * {@code a}, of shape (outer, size of factor, inner), times the vector {@code factor} along the
     * middle.
     */
    record Scaled(int a, int factor, int inner) implements Vector {}

    /** Sums of {@code a}, viewed as {@code rows} rows. */
    record RowSums(int a, int rows) implements Vector {}
  }

  /** Arithmetic. */
  public enum Op {
    ADD,
    SUB,
    MUL,
    DIV
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
