package dev.lamina.compiler.layer;

import java.util.List;

/**
 * Reorders channels: the first of every group, then the second of every group, and so on.
 *
 * @param groups how many
 * @see <a
 *     href="https://pytorch.org/docs/stable/generated/torch.nn.ChannelShuffle.html">ChannelShuffle</a>
 */
public record ChannelShuffle(int groups) implements Gather {
  /** {@code channelshuffle}. */
  public static final LayerType TYPE =
      Definition.of("channelshuffle", "groups", c -> new ChannelShuffle(c.count("groups")));

  @Override
  public Shape shape(List<Shape> inputs) {
    Shape in = inputs.get(0);
    if (in.rank() < 2) {
      throw new ShapeException(this + " takes (C, H, W) or (C, L), but " + in + " arrives");
    }
    if (in.size(0) % groups != 0) {
      throw new ShapeException(
          "%s needs a multiple of %d channels, but %s arrives".formatted(this, groups, in),
          "take a divisor of " + in.size(0));
    }
    return in;
  }

  @Override
  public int source(Shape in, int outIndex) {
    int plane = (int) in.elements(1, in.rank());
    int channel = outIndex / plane;
    int from = channel % groups * (in.size(0) / groups) + channel / groups;
    return from * plane + outIndex % plane;
  }

  @Override
  public String toString() {
    return "channelshuffle(" + groups + ")";
  }
}
