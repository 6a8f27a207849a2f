package dev.lamina.compiler.layer;

import dev.lamina.compiler.scalar.Scalar;
import dev.lamina.compiler.scalar.ScalarEvaluator;
import java.util.List;
import java.util.Map;

/** A layer whose every output element is a function of the input elements at the same place. */
public interface Elementwise extends Layer {
  /** That function. */
  Scalar function();

  @Override
  default Shape shape(List<Shape> inputs) {
    return inputs.get(0);
  }

  @Override
  default Tensor evaluate(List<Tensor> inputs, Map<String, Tensor> parameters) {
    Tensor input = inputs.get(0);
    Tensor result = Tensor.zeros(input.shape());
    int channelSize = Math.toIntExact(input.shape().elements(1, input.shape().rank()));
    for (int i = 0; i < result.data().length; i++) {
      int channel = i / channelSize;
      result.data()[i] =
          (float)
              ScalarEvaluator.evaluate(
                  function(), name -> ofChannel(parameters.get(name), channel), input.data()[i]);
    }
    return result;
  }

  /** A parameter's only value, or the channel's. */
  private static double ofChannel(Tensor parameter, int channel) {
    return parameter.data()[parameter.data().length == 1 ? 0 : channel];
  }
}
