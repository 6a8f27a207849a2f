package dev.lamina.compiler.layer;

import java.util.List;
import java.util.Map;

/**
 * A layer that normalises rows: consecutive elements by their own mean and variance. Its parameters
 * {@code weight} and {@code bias}, where it has them, are one a channel or one a position.
 */
public interface Normalizing extends Layer {
  /**
   * How the elements of a sample are grouped. Element {@code i} of the sample is in row {@code i /
   * size} and takes parameter {@code i / repeat % n} of {@code n}.
   *
   * @param count the number of rows
   * @param size the elements of a row
   * @param repeat how many consecutive elements share a parameter
   */
  record Rows(int count, int size, int repeat) {}

  /** The rows of a sample. */
  Rows rows(Shape input);

  /**
   * Whether the mean is subtracted. Where it is not, the mean of the squares takes the place of the
   * variance.
   */
  boolean centred();

  /** What is added to the variance before its root is taken. */
  double eps();

  @Override
  default Shape shape(List<Shape> inputs) {
    return inputs.get(0);
  }

  @Override
  default Tensor evaluate(List<Tensor> inputs, Map<String, Tensor> parameters) {
    Tensor input = inputs.get(0);
    Rows rows = rows(input.shape());
    Tensor result = Tensor.zeros(input.shape());
    for (int row = 0; row < rows.count; row++) {
      int start = row * rows.size;
      double mean = centred() ? mean(input.data(), start, rows.size) : 0;
      double scale = 1 / Math.sqrt(meanSquare(input.data(), start, rows.size, mean) + eps());
      for (int i = start; i < start + rows.size; i++) {
        double normal = (input.data()[i] - mean) * scale;
        double weight = parameter(parameters.get("weight"), i / rows.repeat, 1);
        double bias = parameter(parameters.get("bias"), i / rows.repeat, 0);
        result.data()[i] = (float) (normal * weight + bias);
      }
    }
    return result;
  }

  private static double mean(float[] data, int start, int size) {
    double sum = 0;
    for (int i = start; i < start + size; i++) {
      sum += data[i];
    }
    return sum / size;
  }

  private static double meanSquare(float[] data, int start, int size, double mean) {
    double sum = 0;
    for (int i = start; i < start + size; i++) {
      sum += (data[i] - mean) * (data[i] - mean);
    }
    return sum / size;
  }

  private static double parameter(Tensor tensor, int index, double absent) {
    return tensor == null ? absent : tensor.data()[index % tensor.data().length];
  }
}
