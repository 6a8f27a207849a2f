package dev.lamina.compiler.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * Ranges of indices along a dimension.
 *
 * @param count how many
 * @param start the first index of a bin
 * @param end the index behind the last of a bin
 */
record Bins(int count, IntUnaryOperator start, IntUnaryOperator end) {
  /** Start and end of each in turn. */
  List<Integer> bounds() {
    List<Integer> bounds = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      bounds.add(start.applyAsInt(i));
      bounds.add(end.applyAsInt(i));
    }
    return bounds;
  }

  /** The size of the largest. */
  int most() {
    int most = 0;
    for (int i = 0; i < count; i++) {
      most = Math.max(most, end.applyAsInt(i) - start.applyAsInt(i));
    }
    return most;
  }
}
