package dev.lamina.compiler.layer;

import java.util.List;

/**
 * {@code torch.nn.GroupNorm}.
 *
 * @param groups how many groups of channels are normalised, each by itself
 * @param channels the number of channels
 * @param eps added to the variance
 * @param affine whether there are a learnt weight and bias, one a channel
 */
public record GroupNorm(int groups, int channels, double eps, boolean affine)
    implements Normalizing {
  static final LayerType TYPE =
      Definition.of("groupnorm", "num_groups|groups num_channels|in eps affine", GroupNorm::create);

  private static Layer create(Call call) {
    if (call.input().rank() == 0) {
      throw call.refuse("groupnorm takes channels, but " + call.input() + " arrives");
    }
    int groups = call.count("num_groups");
    int channels = call.count("num_channels", call.input().size(0));
    if (channels != call.input().size(0)) {
      throw call.refuseAt(
          "num_channels",
          call.text() + " is for " + channels + " channels, but " + call.input() + " arrives",
          "leave the number out, or write " + call.input().size(0));
    }
    if (channels % groups != 0) {
      throw call.refuseAt(
          "num_groups",
          "groupnorm: " + channels + " channels do not divide into " + groups + " groups",
          "the number of groups is a divisor of " + channels);
    }
    double eps = call.decimal("eps", 1e-5);
    return new GroupNorm(groups, channels, eps, call.bool("affine", true));
  }

  @Override
  public Rows rows(Shape input) {
    int plane = (int) input.elements(1, input.rank());
    return new Rows(groups, channels / groups * plane, plane);
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
    return LayerText.of("groupnorm")
        .value(groups)
        .value(channels)
        .named("eps", eps, 1e-5)
        .named("affine", affine, true)
        .toString();
  }
}
