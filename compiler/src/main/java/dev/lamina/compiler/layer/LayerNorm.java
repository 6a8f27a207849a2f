package dev.lamina.compiler.layer;

import java.util.Arrays;
import java.util.List;

/**
 * {@code torch.nn.LayerNorm}.
 *
 * @param normalized the last dimensions, which are normalised together
 * @param eps added to the variance
 * @param affine whether there is a learnt weight, one a position
 * @param bias whether there is a learnt bias as well
 */
public record LayerNorm(Shape normalized, double eps, boolean affine, boolean bias)
    implements Normalizing {
  static final LayerType TYPE =
      Definition.of(
          "layernorm",
          "normalized_shape|shape eps elementwise_affine|affine bias",
          LayerNorm::create);

  private static Layer create(Call call) {
    boolean affine = call.bool("elementwise_affine", true);
    boolean bias = call.bool("bias", true);
    double eps = call.decimal("eps", 1e-5);
    return new LayerNorm(normalizedShape(call), eps, affine, affine && bias);
  }

  /** The argument of that name, checked against the last dimensions of what arrives. */
  static Shape normalizedShape(Call call) {
    Shape input = call.input();
    if (!call.has("normalized_shape")) {
      return input;
    }
    Shape shape = Shape.of(call.integers("normalized_shape"));
    int from = input.rank() - shape.rank();
    boolean fits = shape.rank() > 0 && from >= 0;
    for (int d = 0; fits && d < shape.rank(); d++) {
      fits = shape.size(d) == input.size(from + d);
    }
    if (!fits) {
      throw call.refuseAt(
          "normalized_shape",
          call.name() + " normalises the last dimensions " + shape + ", but " + input + " arrives",
          "`" + call.name() + "` alone normalises all of it");
    }
    return shape;
  }

  @Override
  public Rows rows(Shape input) {
    int size = (int) normalized.elements();
    return new Rows((int) (input.elements() / size), size, 1);
  }

  @Override
  public boolean centred() {
    return true;
  }

  @Override
  public List<Parameter> parameters() {
    Parameter weight = Parameter.filled("weight", normalized, 1);
    if (bias) {
      return List.of(weight, Parameter.filled("bias", normalized, 0));
    }
    return affine ? List.of(weight) : List.of();
  }

  @Override
  public String toString() {
    return LayerText.of("layernorm")
        .value(Arrays.stream(normalized.sizes()).boxed().toList())
        .named("eps", eps, 1e-5)
        .named("elementwise_affine", affine, true)
        .named("bias", bias, affine)
        .toString();
  }
}
