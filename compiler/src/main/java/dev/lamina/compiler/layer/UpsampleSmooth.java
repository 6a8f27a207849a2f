package dev.lamina.compiler.layer;

import java.util.List;
import java.util.Map;

/**
 * Upsampling by weighted sums: linear, bilinear or bicubic. Every output row is a sum of 2 or 4
 * input rows, every output column one of columns, so the layer is two small matrices.
 *
 * @param dimensions how many spatial dimensions: 1 or 2
 * @param resize how large the result is
 * @param cubic whether four elements are taken, not two
 * @param alignCorners whether the corners' centres keep their places, not the corners
 * @see <a href="https://pytorch.org/docs/stable/generated/torch.nn.Upsample.html">Upsample</a>
 */
public record UpsampleSmooth(int dimensions, Resize resize, boolean cubic, boolean alignCorners)
    implements Layer {
  /**
   * The weighted sums along one dimension: output {@code i} is the sum over {@code t} of {@code
   * weight[i * count + t]} times the input {@code index[i * count + t]}.
   *
   * @param count how many terms a sum has
   * @param index the inputs
   * @param weight their weights
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Taps(int count, int[] index, float[] weight) {}

  @Override
  public Shape shape(List<Shape> inputs) {
    return resize.shape(this, inputs.get(0), dimensions);
  }

  /** The sums that make rows of {@code in} rows. */
  public Taps rows(int in) {
    return dimensions == 1
        ? new Taps(1, new int[] {0}, new float[] {1})
        : taps(in, resize.rows(in), resize.rowStep(in));
  }

  /** The sums that make columns of {@code in} columns. */
  public Taps columns(int in) {
    return taps(in, resize.columns(in), resize.columnStep(in));
  }

  private Taps taps(int in, int out, float step) {
    int count = cubic ? 4 : 2;
    Taps taps = new Taps(count, new int[out * count], new float[out * count]);
    for (int i = 0; i < out; i++) {
      float place = place(i, in, out, step);
      int index = Math.min((int) Math.floor(place), in - 1);
      float fraction = Math.min(Math.max(place - index, 0), 1);
      float[] weights = cubic ? cubic(fraction) : new float[] {1 - fraction, fraction};
      for (int t = 0; t < count; t++) {
        int tap = index + (cubic ? t - 1 : in == out ? 0 : t);
        taps.index[i * count + t] = Math.max(0, Math.min(in - 1, tap));
        taps.weight[i * count + t] = weights[t];
      }
    }
    return taps;
  }

  /** Where output {@code i} lies among the inputs, in torch's precision: float. */
  private float place(int i, int in, int out, float step) {
    if (!cubic && in == out) {
      return i;
    }
    if (alignCorners) {
      return out > 1 ? i * ((in - 1) / (float) (out - 1)) : 0;
    }
    float place = step * (i + 0.5f) - 0.5f;
    return cubic ? place : Math.max(0, place);
  }

  /** The weights of the four neighbours in cubic convolution with A = -0.75. */
  private static float[] cubic(float fraction) {
    return new float[] {far(fraction + 1), near(fraction), near(1 - fraction), far(2 - fraction)};
  }

  private static float near(float x) {
    return (1.25f * x - 2.25f) * x * x + 1;
  }

  private static float far(float x) {
    return ((-0.75f * x + 3.75f) * x - 6) * x + 3;
  }

  @Override
  public Tensor evaluate(List<Tensor> inputs, Map<String, Tensor> parameters) {
    Tensor in = inputs.get(0);
    Taps rows = rows(Window.rowsOf(in.shape()));
    Taps columns = columns(in.shape().size(-1));
    return Pooling.evaluate(
        in, shape(List.of(in.shape())), (plane, y, x) -> sum(plane, rows, y, columns, x));
  }

  private static float sum(Pooling.Plane plane, Taps rows, int y, Taps columns, int x) {
    double sum = 0;
    for (int i = y * rows.count; i < (y + 1) * rows.count; i++) {
      double line = 0;
      for (int j = x * columns.count; j < (x + 1) * columns.count; j++) {
        line += (double) columns.weight[j] * plane.at(rows.index[i], columns.index[j]);
      }
      sum += rows.weight[i] * line;
    }
    return (float) sum;
  }

  @Override
  public String toString() {
    String linear = dimensions == 1 ? "linear" : "bilinear";
    return resize
        .text(dimensions)
        .named("mode", cubic ? "bicubic" : linear, null)
        .named("align_corners", alignCorners, false)
        .toString();
  }
}
