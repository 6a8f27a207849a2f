package dev.lamina.compiler.loop;

import java.util.List;

/**
 * A kernel: a static method over arrays and integers.
 *
 * <p>It computes the units {@code from} (inclusive) to {@code to} (exclusive) of its work. Those
 * two are its first integer parameters; what a unit is (a block of output channels of one row of
 * one sample, say) is the kernel's affair. Units are independent of each other, so that they can be
 * spread over threads, and every output element is computed by one fixed sequence of operations
 * whatever unit range it is asked for in.
 *
 * <p>The method's parameters are the arrays in order, a {@code float[]} or {@code float[][]}
 * followed by its base, then the integers.
 *
 * <p>The name is for readers; kernels that are equal but for their names are emitted once.
 *
 * @param name such as {@code conv_3x3_s1}
 * @param arrays the arrays it takes
 * @param ints the integers it takes, {@code from} and {@code to} first
 * @param body what it does
 */
public record Kernel(String name, List<Array> arrays, List<Local> ints, List<Stmt> body) {
  public Kernel {
    arrays = List.copyOf(arrays);
    ints = List.copyOf(ints);
    body = List.copyOf(body);
  }
}
