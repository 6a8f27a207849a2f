package dev.lamina.compiler.graph;

import dev.lamina.compiler.layer.Shape;
import dev.lamina.compiler.layer.Tensor;
import java.util.Map;

/** Computes expressions over weights in double precision, rounding once at the end. */
public final class WeightEvaluator {
  private final Map<String, Tensor> raw;

  /** Over these tensors of the weights file, by their {@code state_dict} names. */
  public WeightEvaluator(Map<String, Tensor> raw) {
    this.raw = raw;
  }

  /** The value of {@code weight}; shares the file's tensor where nothing is computed. */
  public Tensor evaluate(Weight weight) {
    if (weight instanceof Weight.Raw r) {
      return raw(r);
    } else if (weight instanceof Weight.View v) {
      return new Tensor(v.shape(), evaluate(v.a()).data());
    }
    double[] values = values(weight);
    float[] rounded = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      rounded[i] = (float) values[i];
    }
    return new Tensor(weight.shape(), rounded);
  }

  private Tensor raw(Weight.Raw r) {
    Tensor tensor = raw.get(r.name());
    if (tensor == null) {
      throw new IllegalArgumentException("no tensor " + r.name());
    }
    if (tensor.shape().elements() != r.shape().elements()) {
      throw new IllegalArgumentException(
          r.name() + " has shape " + tensor.shape() + ", not " + r.shape());
    }
    return tensor;
  }

  private double[] values(Weight weight) {
    if (weight instanceof Weight.Raw r) {
      return widened(raw(r).data());
    } else if (weight instanceof Weight.Constant c) {
      return c.values().stream().mapToDouble(Double::doubleValue).toArray();
    } else if (weight instanceof Weight.Binary b) {
      return binary(b);
    } else if (weight instanceof Weight.Sqrt s) {
      double[] a = values(s.a());
      for (int i = 0; i < a.length; i++) {
        a[i] = Math.sqrt(a[i]);
      }
      return a;
    } else if (weight instanceof Weight.Scaled s) {
      return scaled(s.a(), s.factor(), s.dim());
    } else if (weight instanceof Weight.Contracted c) {
      return contracted(c);
    } else if (weight instanceof Weight.View v) {
      return values(v.a());
    }
    throw new IllegalStateException(weight.toString());
  }

  private static double[] widened(float[] data) {
    double[] values = new double[data.length];
    for (int i = 0; i < data.length; i++) {
      values[i] = data[i];
    }
    return values;
  }

  private double[] binary(Weight.Binary binary) {
    double[] a = values(binary.a());
    double[] b = values(binary.b());
    for (int i = 0; i < a.length; i++) {
      a[i] = apply(binary.op(), a[i], b[b.length == 1 ? 0 : i]);
    }
    return a;
  }

  private static double apply(Weight.Op op, double a, double b) {
    return switch (op) {
      case ADD -> a + b;
      case SUB -> a - b;
      case MUL -> a * b;
      case DIV -> a / b;
    };
  }

  private double[] scaled(Weight weight, Weight factor, int dim) {
    double[] a = values(weight);
    double[] f = values(factor);
    Shape shape = weight.shape();
    int inner = (int) shape.elements(dim + 1, shape.rank());
    for (int i = 0; i < a.length; i++) {
      a[i] *= f[i / inner % f.length];
    }
    return a;
  }

  private double[] contracted(Weight.Contracted contracted) {
    double[] scaled = scaled(contracted.a(), contracted.factor(), contracted.dim());
    double[] sums = new double[contracted.a().shape().size(0)];
    int inner = scaled.length / sums.length;
    for (int i = 0; i < scaled.length; i++) {
      sums[i / inner] += scaled[i];
    }
    return sums;
  }
}
