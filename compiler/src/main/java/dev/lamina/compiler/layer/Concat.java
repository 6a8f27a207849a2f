package dev.lamina.compiler.layer;

import java.util.List;
import java.util.Map;

/** {@code [ a, b, ... ]}: two or more operands, one after the other along the channels. */
public record Concat() implements Layer {
  @Override
  public Shape shape(List<Shape> inputs) {
    Shape first = inputs.get(0);
    long channels = 0;
    for (Shape s : inputs) {
      if (s.rank() == 0 || s.rank() != first.rank() || !s.with(0, first.size(0)).equals(first)) {
        throw new ShapeException(
            "the operands of a concat are equal in everything but their channels, but "
                + first
                + " and "
                + s
                + " arrive");
      }
      channels += s.size(0);
    }
    if (channels > Integer.MAX_VALUE) {
      throw new ShapeException("the concat has " + channels + " channels, more than 2^31 - 1");
    }
    return first.with(0, (int) channels);
  }

  @Override
  public Tensor evaluate(List<Tensor> inputs, Map<String, Tensor> parameters) {
    Tensor result = Tensor.zeros(shape(inputs.stream().map(Tensor::shape).toList()));
    int at = 0;
    for (Tensor t : inputs) {
      System.arraycopy(t.data(), 0, result.data(), at, t.data().length);
      at += t.data().length;
    }
    return result;
  }

  @Override
  public String toString() {
    return "concat";
  }
}
