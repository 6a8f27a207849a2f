package dev.lamina.compiler.plan;

import dev.lamina.compiler.layer.Shape;
import dev.lamina.compiler.loop.Array;
import dev.lamina.compiler.loop.Expr;
import dev.lamina.compiler.loop.Exprs;

/** Copies a value into another layout. */
final class LayoutConversion {
  private LayoutConversion() {}

  /** Adds the step that copies {@code from} to {@code to}, buffers of one shape. */
  static void convert(LoweringContext context, Buffer from, Buffer to) {
    Shape shape = from.shape();
    int channels = shape.size(0);
    int pixels = Math.toIntExact(shape.elements(1, shape.rank()));
    KernelWriter k =
        context.kernel(
            from.layout() + " to " + to.layout(),
            "convert_" + name(from.layout()) + "_" + name(to.layout()));
    Array x = k.array("x", from);
    Array y = k.array("y", to);
    k.units(
        channels,
        (sample, channel) -> {
          Place source = Place.of(k, from, sample, channel, pixels);
          Place destination = Place.of(k, to, sample, channel, pixels);
          k.loop(
              "p",
              k.integer("pixels", pixels),
              p -> k.store(y, destination.at(p), Exprs.load(x, source.at(p))));
        });
    k.step(channels, pixels);
  }

  private static String name(Layout layout) {
    return layout instanceof Layout.Blocked b ? "c" + b.lanes() : "row";
  }

  /** A channel: where its first pixel lies, and how far apart its pixels are. */
  private record Place(Expr first, int stride) {
    static Place of(KernelWriter k, Buffer buffer, Expr sample, Expr channel, int pixels) {
      int lanes = buffer.layout() instanceof Layout.Blocked b ? b.lanes() : 1;
      Expr block = Exprs.div(channel, Exprs.index(lanes));
      Expr lane = Exprs.sub(channel, Exprs.mul(block, lanes));
      Expr offset = Exprs.mul(Exprs.mul(block, lanes), k.integer("pixels", pixels));
      Expr base = Exprs.mul(sample, k.integer("floats", buffer.floats()));
      return new Place(
          k.let("base", Exprs.sum(base, offset, lanes == 1 ? Exprs.index(0) : lane)), lanes);
    }

    Expr at(Expr pixel) {
      return Exprs.add(first, Exprs.mul(pixel, stride));
    }
  }
}
