package dev.lamina.runtime;

import java.util.Arrays;
import java.util.List;

/** Where the indices of a source's dimensions go, and what their elements are multiplied by. */
final class Offsets {
  private Offsets() {}

  /** The offset of each index of a dimension. */
  static int[] of(LoadProgram.Dim dim) {
    int[] offsets = new int[dim.size()];
    for (LoadProgram.Term term : dim.terms()) {
      for (int i = 0; i < offsets.length; i++) {
        int digit = i / term.divisor();
        int part = term.modulus() == 0 ? digit : digit % term.modulus();
        offsets[i] = Math.addExact(offsets[i], Math.multiplyExact(part, term.stride()));
      }
    }
    return offsets;
  }

  /** The largest of the offsets for a sign of 1, the smallest for -1. */
  static long extreme(int[] offsets, int sign) {
    long extreme = offsets[0];
    for (int offset : offsets) {
      extreme = (offset - extreme) * sign > 0 ? offset : extreme;
    }
    return extreme;
  }

  /** The factor of each index of a dimension, or null if there is none. */
  static double[] scale(LoadProgram.Pack pack, int dim, double[][] registers) {
    if (pack.scale() < 0 || pack.scaleDim() != dim) {
      return null;
    }
    double[] factor = registers[pack.scale()];
    int size = pack.dims().get(dim).size();
    if (factor.length == 1) {
      double[] repeated = new double[size];
      Arrays.fill(repeated, factor[0]);
      return repeated;
    }
    if (factor.length != size) {
      throw new IllegalStateException(
          "a pack scales a dimension of " + size + " by " + factor.length + " factors");
    }
    return factor;
  }

  /** The table of two dimensions taken as one. */
  static int[] combine(int[] high, int[] low) {
    int[] combined = new int[Math.multiplyExact(high.length, low.length)];
    int i = 0;
    for (int offset : high) {
      for (int further : low) {
        combined[i++] = Math.addExact(offset, further);
      }
    }
    return combined;
  }

  /** The factors of two dimensions taken as one; {@code low} may be null. */
  static double[] combine(double[] high, double[] low, int size) {
    double[] combined = new double[high.length * size];
    for (int i = 0; i < combined.length; i++) {
      combined[i] = high[i / size] * (low == null ? 1 : low[i % size]);
    }
    return combined;
  }

  /** Whether the dimensions, row-major, go to consecutive places. */
  static boolean consecutive(List<LoadProgram.Dim> dims) {
    long stride = 1;
    for (int d = dims.size() - 1; d >= 0; d--) {
      List<LoadProgram.Term> terms = dims.get(d).terms();
      boolean plain =
          (dims.get(d).size() == 1 && terms.isEmpty())
              || (terms.size() == 1
                  && terms.get(0).divisor() == 1
                  && terms.get(0).modulus() == 0
                  && terms.get(0).stride() == stride);
      if (!plain) {
        return false;
      }
      stride *= dims.get(d).size();
    }
    return true;
  }
}
