package dev.lamina.compiler.layer;

import java.util.List;

/**
 * Spreads groups of {@code factor * factor} channels over planes that are that much larger.
 *
 * @param factor by how much rows and columns grow
 * @see <a
 *     href="https://pytorch.org/docs/stable/generated/torch.nn.PixelShuffle.html">PixelShuffle</a>
 */
public record PixelShuffle(int factor) implements Gather {
  /** {@code pixelshuffle}. */
  public static final LayerType TYPE =
      Definition.of(
          "pixelshuffle",
          "upscale_factor|factor",
          c -> new PixelShuffle(c.count("upscale_factor")));

  @Override
  public Shape shape(List<Shape> inputs) {
    Shape in = requirePlanes(this, inputs.get(0));
    int channels = in.size(-3);
    long square = (long) factor * factor;
    if (channels % square != 0) {
      throw new ShapeException(
          "%s needs a multiple of %d channels, but %s arrives".formatted(this, square, in),
          "a convolution before it can make them");
    }
    return scaled(
        this,
        in,
        channels / (int) square,
        (long) in.size(-2) * factor,
        (long) in.size(-1) * factor);
  }

  @Override
  public int source(Shape in, int outIndex) {
    int columns = in.size(-1) * factor;
    int rows = in.size(-2) * factor;
    int x = outIndex % columns;
    int y = outIndex / columns % rows;
    int channel = outIndex / (rows * columns);
    int from = (channel * factor + y % factor) * factor + x % factor;
    return (from * in.size(-2) + y / factor) * in.size(-1) + x / factor;
  }

  @Override
  public String toString() {
    return "pixelshuffle(" + factor + ")";
  }

  /** Checks that {@code in} has channels and planes, perhaps with more dimensions before them. */
  static Shape requirePlanes(Layer layer, Shape in) {
    if (in.rank() < 3) {
      throw new ShapeException(layer + " takes (C, H, W), but " + in + " arrives");
    }
    return in;
  }

  /** {@code in} with other last sizes. */
  static Shape scaled(Layer layer, Shape in, long channels, long rows, long columns) {
    if (Math.max(channels, Math.max(rows, columns)) > Integer.MAX_VALUE) {
      throw new ShapeException(
          "%s makes (%d, %d, %d) of %s: too many".formatted(layer, channels, rows, columns, in));
    }
    return in.with(-3, (int) channels).with(-2, (int) rows).with(-1, (int) columns);
  }
}
