package dev.lamina.compiler.plan;

import static dev.lamina.compiler.loop.Exprs.add;
import static dev.lamina.compiler.loop.Exprs.index;
import static dev.lamina.compiler.loop.Exprs.load;
import static dev.lamina.compiler.loop.Exprs.mul;
import static dev.lamina.compiler.loop.Exprs.shuffle;
import static dev.lamina.compiler.loop.Exprs.sum;

import dev.lamina.compiler.layer.Margins;
import dev.lamina.compiler.layer.Shape;
import dev.lamina.compiler.loop.Array;
import dev.lamina.compiler.loop.Expr;
import dev.lamina.compiler.loop.Local;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Where the padded planes of {@link PixelConv} lie: as (channel, row, column), or with even and odd
 * columns in planes of their own.
 *
 * @param buffer the memory
 * @param origin where the first pixel lies in a sample
 * @param count into how many planes the columns of a channel are dealt out, 1 or 2
 * @param plane how far apart planes are
 * @param row how far apart rows are
 */
record PixelPhases(Buffer buffer, int origin, int count, int plane, int row) {
  /** Planes as they are. */
  static PixelPhases whole(PlaneStrides input) {
    return new PixelPhases(
        input.buffer(), input.origin(), 1, input.blockStride(), input.rowStride());
  }

  /** The border of an input whose rows are to be parted: each fills pairs of vectors. */
  static Margins filled(Margins padding, Shape input, int lanes) {
    int columns = padding.left() + input.size(-1) + padding.right();
    int rest = Math.floorMod(-columns, 2 * lanes);
    return new Margins(padding.top(), padding.bottom(), padding.left(), padding.right() + rest);
  }

  /** Adds the step that parts even and odd columns. */
  static PixelPhases parted(LoweringContext context, PlaneStrides input) {
    int channels = context.inputShape(0).size(0);
    int row = input.rowStride() / 2;
    int plane = input.blockStride() / 2 + context.lanes();
    Buffer parted = context.temporary(channels * 2 * plane);
    PixelPhases phases = new PixelPhases(parted, 0, 2, plane, row);
    phases.part(context, input, channels);
    return phases;
  }

  /**
   * Half of each vector that is stored is written over by the next, or lies behind the plane: to
   * put two vectors together takes many more instructions.
   */
  private void part(LoweringContext context, PlaneStrides input, int channels) {
    int lanes = context.lanes();
    int columns = input.blockStride();
    KernelWriter k = context.kernel("even and odd columns apart", "phases");
    Array x = k.array("x", input.buffer());
    Array y = k.array("y", buffer);
    k.units(
        channels,
        (sample, channel) -> {
          Local from =
              k.let(
                  "from",
                  sum(
                      mul(sample, k.integer("x_floats", input.buffer().floats())),
                      mul(channel, k.integer("x_plane", columns))));
          Local to =
              k.let(
                  "to",
                  sum(
                      mul(sample, k.integer("y_floats", buffer.floats())),
                      mul(channel, k.integer("y_planes", 2 * plane))));
          k.loop(
              "i",
              index(0),
              k.integer("columns", columns),
              lanes,
              i -> {
                Expr columnsAt = k.let("columns_at", load(x, add(from, i), lanes));
                Expr at = k.let("at", add(to, i.shr(1)));
                for (int phase = 0; phase < 2; phase++) {
                  Expr parted = shuffle(columnsAt, columnsAt, everyOther(phase, lanes));
                  k.store(y, add(at, mul(index(phase), k.integer("plane", plane))), parted);
                }
              });
        });
    k.step(channels, columns / lanes + 1);
  }

  private static List<Integer> everyOther(int first, int lanes) {
    return IntStream.range(0, lanes).mapToObj(i -> first + 2 * i % lanes).toList();
  }

  /** Where the tap at this channel, row and column lies, from the one at zero. */
  int offset(int channel, int y, int x) {
    return (channel * count + x % count) * plane + y * row + x / count;
  }
}
