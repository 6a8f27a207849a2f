package dev.lamina.compiler.plan;

import dev.lamina.compiler.layer.Shape;
import dev.lamina.runtime.LoadProgram.Dim;
import dev.lamina.runtime.LoadProgram.Term;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the elements of a weight go in a packed array.
 *
 * @param size the array's size; what no element goes to is 0
 * @param transform null, or the matrix of a {@link dev.lamina.runtime.LoadProgram.Pack}
 * @param dims for each dimension of the weight (after the transform), where its indices go
 */
@SuppressWarnings("ArrayRecordComponent")
public record Packing(int size, double[][] transform, List<Dim> dims) {
  public Packing {
    dims = List.copyOf(dims);
  }

  /** Without a transform. */
  public static Packing of(int size, List<Dim> dims) {
    return new Packing(size, null, dims);
  }

  /** As the raw tensor lies. */
  public static Packing rowMajor(Shape shape) {
    return padded(shape, Math.toIntExact(shape.elements()));
  }

  /** As the raw tensor lies, with zeros behind it up to {@code size}. */
  public static Packing padded(Shape shape, int size) {
    List<Dim> dims = new ArrayList<>();
    for (int d = 0; d < shape.rank(); d++) {
      dims.add(dim(shape.size(d), Math.toIntExact(shape.elements(d + 1, shape.rank()))));
    }
    return of(size, dims);
  }

  /** A dimension of {@code size} indices {@code stride} apart. */
  public static Dim dim(int size, int stride) {
    return new Dim(size, List.of(new Term(1, 0, stride)));
  }

  /**
   * A dimension in blocks: index i goes to {@code i / block * blockStride + i % block * stride}.
   */
  public static Dim blocked(int size, int block, int blockStride, int stride) {
    return new Dim(size, List.of(new Term(block, 0, blockStride), new Term(1, block, stride)));
  }
}
