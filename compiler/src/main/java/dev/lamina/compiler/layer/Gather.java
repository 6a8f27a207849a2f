package dev.lamina.compiler.layer;

import java.util.List;
import java.util.Map;

/** A layer that only moves data: every output element is an input element or a fill value. */
public interface Gather extends Layer {
  /** Stands for {@link #fill} where {@link #source} gives an index. */
  int FILL = -1;

  /**
   * The row-major index of the input element that the output element of that index is, or {@link
   * #FILL}.
   *
   * @param in the shape of the input
   */
  int source(Shape in, int outIndex);

  /** The value of the output elements that are no input element. */
  default float fill() {
    return 0;
  }

  @Override
  default Tensor evaluate(List<Tensor> inputs, Map<String, Tensor> parameters) {
    Tensor in = inputs.get(0);
    Tensor out = Tensor.zeros(shape(List.of(in.shape())));
    for (int i = 0; i < out.data().length; i++) {
      int source = source(in.shape(), i);
      out.data()[i] = source == FILL ? fill() : in.data()[source];
    }
    return out;
  }
}
