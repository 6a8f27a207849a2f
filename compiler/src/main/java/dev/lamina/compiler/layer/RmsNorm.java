package dev.lamina.compiler.layer;

import java.util.Arrays;
import java.util.List;

/**
 * {@code torch.nn.RMSNorm}: elements are divided by the root of their mean square.
 *
 * @param normalized the last dimensions, which are normalised together
 * @param eps added to the mean square
 * @param affine whether there is a learnt weight, one a position
 */
public record RmsNorm(Shape normalized, double eps, boolean affine) implements Normalizing {
  /** torch's {@code finfo(float32).eps}. */
  private static final double FLOAT_EPS = Math.ulp(1f);

  static final LayerType TYPE =
      Definition.of(
          "rmsnorm",
          "normalized_shape|shape eps elementwise_affine|affine",
          call ->
              new RmsNorm(
                  LayerNorm.normalizedShape(call),
                  call.optionalDecimal("eps").orElse(FLOAT_EPS),
                  call.bool("elementwise_affine", true)));

  @Override
  public Rows rows(Shape input) {
    int size = (int) normalized.elements();
    return new Rows((int) (input.elements() / size), size, 1);
  }

  @Override
  public boolean centred() {
    return false;
  }

  @Override
  public List<Parameter> parameters() {
    return affine ? List.of(Parameter.filled("weight", normalized, 1)) : List.of();
  }

  @Override
  public String toString() {
    return LayerText.of("rmsnorm")
        .value(Arrays.stream(normalized.sizes()).boxed().toList())
        .named("eps", eps, FLOAT_EPS)
        .named("elementwise_affine", affine, true)
        .toString();
  }
}
