package dev.lamina.compiler.layer;

import java.util.List;

/**
 * {@code torch.nn.InstanceNorm} by the statistics of the sample; one that tracks its statistics is
 * a {@link BatchNorm} at inference.
 *
 * @param channels the number of channels, each normalised by itself
 * @param eps added to the variance
 * @param affine whether there are a learnt weight and bias, one a channel
 */
public record InstanceNorm(int channels, double eps, boolean affine) implements Normalizing {
  static final LayerType TYPE =
      Definition.of(
          "instancenorm instancenorm1d instancenorm2d",
          "num_features|in eps momentum affine track_running_stats",
          InstanceNorm::create);

  private static Layer create(Call call) {
    call.spatialDimensions();
    int channels = BatchNorm.channels(call);
    double eps = call.decimal("eps", 1e-5);
    boolean affine = call.bool("affine", false);
    call.optionalDecimal("momentum");
    if (call.bool("track_running_stats", false)) {
      return new BatchNorm(channels, eps, affine);
    }
    if (call.input().elements() == channels) {
      throw call.refuse(
          call.name() + " takes more than one element a channel, but " + call.input() + " arrives",
          "the variance of a single element is 0");
    }
    return new InstanceNorm(channels, eps, affine);
  }

  @Override
  public Rows rows(Shape input) {
    int plane = (int) input.elements(1, input.rank());
    return new Rows(channels, plane, plane);
  }

  @Override
  public boolean centred() {
    return true;
  }

  @Override
  public List<Parameter> parameters() {
    Shape shape = Shape.of(channels);
    return affine
        ? List.of(Parameter.filled("weight", shape, 1), Parameter.filled("bias", shape, 0))
        : List.of();
  }

  @Override
  public String toString() {
    return LayerText.of("instancenorm")
        .value(channels)
        .named("eps", eps, 1e-5)
        .named("affine", affine, false)
        .toString();
  }
}
