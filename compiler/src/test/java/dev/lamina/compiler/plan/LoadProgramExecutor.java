package dev.lamina.compiler.plan;

import dev.lamina.compiler.layer.Tensor;
import dev.lamina.runtime.LoadProgram;
import dev.lamina.runtime.LoadProgram.Dim;
import dev.lamina.runtime.LoadProgram.Pack;
import dev.lamina.runtime.LoadProgram.Term;
import dev.lamina.runtime.LoadProgram.Vector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Executes load programs by their definition, without streaming. */
final class LoadProgramExecutor {
  private final Map<String, Tensor> raw;
  private final List<double[]> registers = new ArrayList<>();

  private LoadProgramExecutor(Map<String, Tensor> raw) {
    this.raw = raw;
  }

  /** The packed arrays. */
  static float[][] execute(LoadProgram program, Map<String, Tensor> raw) {
    LoadProgramExecutor executor = new LoadProgramExecutor(raw);
    program.vectors().forEach(v -> executor.registers.add(executor.compute(v)));
    float[][] packed = new float[program.packedSizes().size()][];
    Arrays.setAll(packed, i -> new float[program.packedSizes().get(i)]);
    program.packs().forEach(p -> executor.pack(p, packed[p.target()]));
    return packed;
  }

  private double[] tensor(String name) {
    float[] data = raw.get(name).data();
    double[] values = new double[data.length];
    Arrays.setAll(values, i -> data[i]);
    return values;
  }

  private double[] compute(Vector vector) {
    return switch (vector.op()) {
      case RAW -> tensor(vector.raw());
      case CONSTANT -> vector.values();
      case SQRT -> Arrays.stream(registers.get(vector.a())).map(Math::sqrt).toArray();
      case SCALED -> scaled(vector);
      case ROW_SUMS -> rowSums(vector);
      default -> binary(vector.op(), registers.get(vector.a()), registers.get(vector.b()));
    };
  }

  private double[] scaled(Vector vector) {
    double[] a = registers.get(vector.a()).clone();
    double[] factor = registers.get(vector.b());
    for (int i = 0; i < a.length; i++) {
      a[i] *= factor[i / vector.size() % factor.length];
    }
    return a;
  }

  private double[] rowSums(Vector vector) {
    double[] a = registers.get(vector.a());
    double[] sums = new double[vector.size()];
    for (int i = 0; i < a.length; i++) {
      sums[i / (a.length / sums.length)] += a[i];
    }
    return sums;
  }

  private static double[] binary(LoadProgram.Op op, double[] a, double[] b) {
    double[] result = new double[Math.max(a.length, b.length)];
    for (int i = 0; i < result.length; i++) {
      double x = a[i % a.length];
      double y = b[i % b.length];
      result[i] =
          switch (op) {
            case ADD -> x + y;
            case SUB -> x - y;
            case MUL -> x * y;
            default -> x / y;
          };
    }
    return result;
  }

  private void pack(Pack pack, float[] target) {
    double[] source = pack.raw() != null ? tensor(pack.raw()) : registers.get(pack.register());
    if (pack.transform() != null) {
      source = transformed(source, pack.transform());
    }
    List<Dim> dims = pack.dims();
    int[] at = new int[dims.size()];
    for (double value : source) {
      int offset = pack.base();
      for (int d = 0; d < at.length; d++) {
        offset += offset(dims.get(d), at[d]);
      }
      double scale = pack.scale() < 0 ? 1 : registers.get(pack.scale())[at[pack.scaleDim()]];
      target[offset] = (float) (value * scale);
      for (int d = at.length - 1; d >= 0 && ++at[d] == dims.get(d).size(); d--) {
        at[d] = 0;
      }
    }
  }

  private static double[] transformed(double[] source, double[][] matrix) {
    int columns = matrix[0].length;
    double[] result = new double[source.length / columns * matrix.length];
    for (int i = 0; i < result.length; i++) {
      for (int c = 0; c < columns; c++) {
        result[i] += matrix[i % matrix.length][c] * source[i / matrix.length * columns + c];
      }
    }
    return result;
  }

  private static int offset(Dim dim, int index) {
    int offset = 0;
    for (Term t : dim.terms()) {
      int i = index / t.divisor();
      offset += (t.modulus() == 0 ? i : i % t.modulus()) * t.stride();
    }
    return offset;
  }
}
