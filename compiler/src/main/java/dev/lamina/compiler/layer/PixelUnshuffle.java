package dev.lamina.compiler.layer;

import java.util.List;

/**
 * Gathers tiles of {@code factor * factor} elements into that many channels: the inverse of {@link
 * PixelShuffle}.
 *
 * @param factor by how much rows and columns shrink
 * @see <a
 *     href="https://pytorch.org/docs/stable/generated/torch.nn.PixelUnshuffle.html">PixelUnshuffle</a>
 */
public record PixelUnshuffle(int factor) implements Gather {
  /** {@code pixelunshuffle}. */
  public static final LayerType TYPE =
      Definition.of(
          "pixelunshuffle",
          "downscale_factor|factor",
          c -> new PixelUnshuffle(c.count("downscale_factor")));

  @Override
  public Shape shape(List<Shape> inputs) {
    Shape in = PixelShuffle.requirePlanes(this, inputs.get(0));
    if (in.size(-2) % factor != 0 || in.size(-1) % factor != 0) {
      throw new ShapeException(
          "%s needs rows and columns that are multiples of %d, but %s arrives"
              .formatted(this, factor, in),
          "`zeropad` before it can make them");
    }
    long channels = (long) in.size(-3) * factor * factor;
    return PixelShuffle.scaled(this, in, channels, in.size(-2) / factor, in.size(-1) / factor);
  }

  @Override
  public int source(Shape in, int outIndex) {
    int columns = in.size(-1) / factor;
    int rows = in.size(-2) / factor;
    int channel = outIndex / (rows * columns);
    int from = channel / (factor * factor);
    int y = outIndex / columns % rows * factor + channel / factor % factor;
    int x = outIndex % columns * factor + channel % factor;
    return (from * in.size(-2) + y) * in.size(-1) + x;
  }

  @Override
  public String toString() {
    return "pixelunshuffle(" + factor + ")";
  }
}
