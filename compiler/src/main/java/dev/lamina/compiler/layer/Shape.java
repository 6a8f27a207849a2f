package dev.lamina.compiler.layer;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The sizes of a tensor, without the batch where it is the shape of a value. Prints as {@code (64,
 * 16, 16)}.
 */
public final class Shape {
  private final int[] sizes;

  private Shape(int[] sizes) {
    this.sizes = sizes;
  }

  /** Of these sizes. */
  public static Shape of(int... sizes) {
    return new Shape(sizes.clone());
  }

  /** Of these sizes. */
  public static Shape of(List<Integer> sizes) {
    return new Shape(sizes.stream().mapToInt(Integer::intValue).toArray());
  }

  /** The number of dimensions. */
  public int rank() {
    return sizes.length;
  }

  /** The size of dimension {@code d}, from 0; negative ones count from the end. */
  public int size(int d) {
    return sizes[d < 0 ? d + sizes.length : d];
  }

  /** The product of all sizes. */
  public long elements() {
    return elements(0, sizes.length);
  }

  /** The product of the sizes of dimensions {@code from} to {@code to} (exclusive). */
  public long elements(int from, int to) {
    long n = 1;
    for (int d = from; d < to; d++) {
      n = Math.multiplyExact(n, (long) sizes[d]);
    }
    return n;
  }

  /** A copy of the sizes. */
  public int[] sizes() {
    return sizes.clone();
  }

  /** This shape with dimension {@code d} replaced. */
  public Shape with(int d, int size) {
    int[] s = sizes.clone();
    s[d < 0 ? d + s.length : d] = size;
    return new Shape(s);
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Shape s && Arrays.equals(sizes, s.sizes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(sizes);
  }

  @Override
  public String toString() {
    return IntStream.of(sizes)
        .mapToObj(Integer::toString)
        .collect(Collectors.joining(", ", "(", ")"));
  }
}
