package dev.lamina.runtime;

import java.util.List;
import java.util.Map;

/** Computes the vectors of a load program, in double precision. */
final class Registers {
  private Registers() {}

  /** The registers; {@code held} has the raw tensors among them. */
  static double[][] compute(List<LoadProgram.Vector> vectors, Map<String, double[]> held) {
    double[][] registers = new double[vectors.size()][];
    for (int i = 0; i < registers.length; i++) {
      registers[i] = compute(vectors.get(i), registers, held);
    }
    return registers;
  }

  private static double[] compute(
      LoadProgram.Vector vector, double[][] registers, Map<String, double[]> held) {
    LoadProgram.Op op = vector.op();
    if (op == LoadProgram.Op.RAW) {
      return held.get(vector.raw());
    }
    if (op == LoadProgram.Op.CONSTANT) {
      return vector.values();
    }
    double[] a = registers[vector.a()];
    if (op == LoadProgram.Op.SQRT) {
      return sqrt(a);
    }
    if (op == LoadProgram.Op.ROW_SUMS) {
      return rowSums(a, vector.size());
    }
    double[] b = registers[vector.b()];
    return op == LoadProgram.Op.SCALED ? scaled(a, b, vector.size()) : binary(op, a, b);
  }

  private static double[] binary(LoadProgram.Op op, double[] a, double[] b) {
    int length = Math.max(a.length, b.length);
    require(a.length == length || a.length == 1, a.length, length);
    require(b.length == length || b.length == 1, b.length, length);
    double[] result = new double[length];
    for (int i = 0; i < length; i++) {
      result[i] = apply(op, a[a.length == 1 ? 0 : i], b[b.length == 1 ? 0 : i]);
    }
    return result;
  }

  private static double apply(LoadProgram.Op op, double a, double b) {
    if (op == LoadProgram.Op.ADD) {
      return a + b;
    }
    if (op == LoadProgram.Op.SUB) {
      return a - b;
    }
    return op == LoadProgram.Op.MUL ? a * b : a / b;
  }

  private static double[] sqrt(double[] a) {
    double[] result = new double[a.length];
    for (int i = 0; i < a.length; i++) {
      result[i] = Math.sqrt(a[i]);
    }
    return result;
  }

  private static double[] scaled(double[] a, double[] factor, int inner) {
    require(
        factor.length > 0 && a.length % ((long) factor.length * inner) == 0,
        a.length,
        factor.length);
    double[] result = new double[a.length];
    for (int start = 0, f = 0; start < a.length; start += inner) {
      for (int i = start; i < start + inner; i++) {
        result[i] = a[i] * factor[f];
      }
      f = f + 1 == factor.length ? 0 : f + 1;
    }
    return result;
  }

  private static double[] rowSums(double[] a, int rows) {
    require(a.length % rows == 0, a.length, rows);
    double[] result = new double[rows];
    int length = a.length / rows;
    for (int row = 0; row < rows; row++) {
      double sum = 0;
      for (int i = 0; i < length; i++) {
        sum += a[row * length + i];
      }
      result[row] = sum;
    }
    return result;
  }

  private static void require(boolean fits, int actual, int expected) {
    if (!fits) {
      throw new IllegalStateException(
          "the load program combines vectors of " + actual + " and " + expected + " elements");
    }
  }
}
