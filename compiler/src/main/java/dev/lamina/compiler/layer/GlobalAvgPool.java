package dev.lamina.compiler.layer;

import java.util.List;
import java.util.Map;

/** The mean of each channel over all else, keeping the dimensions as 1. */
public record GlobalAvgPool() implements Layer {
  /** {@code globalavgpool}. */
  public static final LayerType TYPE = Definition.of("globalavgpool", "", c -> new GlobalAvgPool());

  @Override
  public Shape shape(List<Shape> inputs) {
    Shape in = inputs.get(0);
    if (in.rank() < 2) {
      throw new ShapeException(
          this + " takes (C, H, W) or (C, L), but " + in + " arrives",
          "a vector has nothing to take the mean of but its channels; leave it out");
    }
    Shape out = in;
    for (int d = 1; d < in.rank(); d++) {
      out = out.with(d, 1);
    }
    return out;
  }

  @Override
  public Tensor evaluate(List<Tensor> inputs, Map<String, Tensor> parameters) {
    Tensor in = inputs.get(0);
    Tensor out = Tensor.zeros(shape(List.of(in.shape())));
    int plane = in.data().length / out.data().length;
    for (int c = 0; c < out.data().length; c++) {
      double sum = 0;
      for (int i = 0; i < plane; i++) {
        sum += in.data()[c * plane + i];
      }
      out.data()[c] = (float) (sum / plane);
    }
    return out;
  }

  @Override
  public String toString() {
    return "globalavgpool";
  }
}
