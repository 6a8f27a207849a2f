package dev.lamina.compiler.plan;

import static dev.lamina.compiler.loop.Exprs.add;
import static dev.lamina.compiler.loop.Exprs.div;
import static dev.lamina.compiler.loop.Exprs.index;
import static dev.lamina.compiler.loop.Exprs.load;
import static dev.lamina.compiler.loop.Exprs.mul;
import static dev.lamina.compiler.loop.Exprs.sub;
import static dev.lamina.compiler.loop.Exprs.sum;

import dev.lamina.compiler.layer.Shape;
import dev.lamina.compiler.layer.Window;
import dev.lamina.compiler.loop.Array;
import dev.lamina.compiler.loop.Expr;
import dev.lamina.compiler.loop.Local;

/** Copies a value into another layout. */
public final class LayoutConversion {
  /** Stands between two layouts in the name of the step that copies from one to the other. */
  public static final String TO = " to ";

  /** Elements of a plane whose rows are copied as one. */
  private static final int JOINED = 4096;

  private LayoutConversion() {}

  /** Adds the steps that copy {@code from} to {@code to}, buffers of one shape. */
  static void convert(LoweringContext context, Buffer from, Buffer to) {
    if (from.layout() instanceof Layout.Flattened f) {
      convert(context, from.as(f.planes(), f.blocks()), to.as(f.planes(), to.layout()));
      return;
    }
    BorderKernel.zero(context, to);
    Shape shape = from.shape();
    int channels = shape.size(0);
    PlaneStrides source = PlaneStrides.of(from);
    PlaneStrides destination = PlaneStrides.of(to);
    boolean joined = shape.elements(1, shape.rank()) <= JOINED && isDense(source, destination);
    int rows = joined ? 1 : Window.rowsOf(shape);
    int columns = joined ? (int) shape.elements(1, shape.rank()) : shape.size(-1);
    KernelWriter k =
        context.kernel(
            from.layout() + TO + to.layout(),
            "convert_" + name(from.layout()) + "_" + name(to.layout()));
    Array x = k.array("x", from);
    Array y = k.array("y", to);
    boolean contiguous = source.pixelStride() == 1 && destination.pixelStride() == 1;
    k.units(
        channels * rows,
        (sample, unit) -> {
          Local channel = k.let("channel", div(unit, k.integer("rows", rows)));
          Local row = k.let("row", sub(unit, mul(channel, k.integer("rows", rows))));
          Local xRow = k.let("x_row", start(k, source, sample, channel, row));
          Local yRow = k.let("y_row", start(k, destination, sample, channel, row));
          Spans.Body copy =
              (column, lanes) ->
                  k.store(
                      y,
                      add(yRow, mul(column, destination.pixelStride())),
                      load(x, add(xRow, mul(column, source.pixelStride())), lanes));
          if (contiguous) {
            Spans.overlapping(k, columns, context.lanes(), copy);
          } else {
            Spans.over(k, columns, 1, copy);
          }
        });
    k.step(channels * rows, columns / (contiguous ? 8 : 1) + 1);
  }

  /** Whether in both, rows follow each other without a gap. */
  private static boolean isDense(PlaneStrides a, PlaneStrides b) {
    int columns = a.buffer().shape().size(-1);
    return a.rowStride() == columns * a.pixelStride() && b.rowStride() == columns * b.pixelStride();
  }

  private static String name(Layout layout) {
    return layout instanceof Layout.Blocked b ? "c" + b.lanes() : "row";
  }

  /** Where a row of a channel begins. */
  private static Expr start(
      KernelWriter k, PlaneStrides strides, Expr sample, Expr channel, Expr row) {
    Expr base =
        sum(
            mul(sample, k.integer("floats", strides.buffer().floats())),
            k.integer("origin", strides.origin()),
            mul(row, k.integer("row_stride", strides.rowStride())));
    if (strides.lanes() == 1) {
      return add(base, mul(channel, k.integer("plane", strides.blockStride())));
    }
    Expr block = k.let("block", div(channel, index(strides.lanes())));
    Expr lane = sub(channel, mul(block, strides.lanes()));
    return sum(base, mul(block, k.integer("plane", strides.blockStride())), lane);
  }
}
