package dev.lamina.compiler.layer;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A fully connected layer on the last dimension, with weights {@code (out, in)}.
 *
 * @param in features that arrive
 * @param out features of the result
 * @param bias whether a value a feature is added
 * @see <a href="https://pytorch.org/docs/stable/generated/torch.nn.Linear.html">Linear</a>
 */
public record Linear(int in, int out, boolean bias) implements Layer {
  /** {@code linear}. */
  public static final LayerType TYPE = new Type();

  /** The same with a bias. */
  public Linear withBias() {
    return new Linear(in, out, true);
  }

  @Override
  public Shape shape(List<Shape> inputs) {
    Shape arriving = inputs.get(0);
    if (arriving.size(-1) != in) {
      throw new ShapeException(
          this + " takes " + in + " features, but " + arriving + " arrives", hint(arriving));
    }
    return arriving.with(-1, out);
  }

  private String hint(Shape arriving) {
    if (arriving.rank() > 1 && arriving.elements() == in) {
      return "put `flatten` before it, which makes " + in + " features of " + arriving;
    }
    String flatten = arriving.rank() > 1 ? " (after a `flatten`, if that was meant)" : "";
    return "write `linear(%d)`, which takes what arrives%s".formatted(out, flatten);
  }

  @Override
  public List<Parameter> parameters() {
    return ConvArguments.parameters(Shape.of(out, in), out, bias);
  }

  @Override
  public long multiplyAdds(List<Shape> inputs) {
    return inputs.get(0).elements() * out;
  }

  @Override
  public Tensor evaluate(List<Tensor> inputs, Map<String, Tensor> parameters) {
    Tensor x = inputs.get(0);
    float[] weight = parameters.get("weight").data();
    Tensor result = Tensor.zeros(shape(List.of(x.shape())));
    for (int i = 0; i < result.data().length; i++) {
      int feature = i % out;
      double sum = bias ? parameters.get("bias").data()[feature] : 0;
      for (int k = 0; k < in; k++) {
        sum += (double) x.data()[i / out * in + k] * weight[feature * in + k];
      }
      result.data()[i] = (float) sum;
    }
    return result;
  }

  @Override
  public String toString() {
    return LayerText.of("linear").value(in).value(out).named("bias", bias, true).toString();
  }

  private static final class Type implements LayerType {
    @Override
    public List<String> names() {
      return List.of("linear");
    }

    @Override
    public List<Formal> formals() {
      return List.of(
          Formal.of("in_features", "in"), Formal.of("out_features", "out"), Formal.of("bias"));
    }

    @Override
    public List<String> positional(int count, Set<String> named) {
      if (count == 1 && !named.contains("out_features")) {
        return List.of("out_features");
      }
      return LayerType.super.positional(count, named);
    }

    @Override
    public Layer create(Call call) {
      Shape arriving = call.input();
      Optional<Shape> weight = call.weight("weight").filter(w -> w.rank() == 2);
      int out = out(call, weight);
      boolean fromWeights = weight.isPresent() && !call.has("out_features");
      int in = call.count("in_features", fromWeights ? weight.get().size(1) : arriving.size(-1));
      if (fromWeights && !call.has("in_features") && in != arriving.size(-1)) {
        throw ConvArguments.otherWeights(call, weight.get(), in, "features");
      }
      if (arriving.rank() == 3 && !call.has("in_features") && in == arriving.size(-1)) {
        call.warn(
            "%s works on the last dimension of %s".formatted(call.text(), arriving),
            "put `flatten` before it if all %d elements were meant; write `linear(%d, %d)` if not"
                .formatted(arriving.elements(), in, out));
      }
      return new Linear(in, out, call.bool("bias", true));
    }

    private static int out(Call call, Optional<Shape> weight) {
      if (!call.has("out_features") && weight.isEmpty()) {
        throw call.refuse(
            call.name()
                + " needs `out`, its number of features: neither the source nor weights"
                + " give it",
            "write `linear(10)`",
            "or give the weights, which determine it");
      }
      return call.has("out_features") ? call.count("out_features") : weight.get().size(0);
    }
  }
}
