package dev.lamina.compiler.plan;

import static dev.lamina.compiler.loop.Exprs.constant;
import static dev.lamina.compiler.loop.Exprs.index;
import static dev.lamina.compiler.loop.Exprs.mul;
import static dev.lamina.compiler.loop.Exprs.sum;

import dev.lamina.compiler.layer.Margins;
import dev.lamina.compiler.layer.Shape;
import dev.lamina.compiler.layer.Window;
import dev.lamina.compiler.loop.Array;
import dev.lamina.compiler.loop.Expr;
import dev.lamina.compiler.loop.Local;

/** Writes the zeros around the planes of a blocked value. */
final class BorderKernel {
  private BorderKernel() {}

  /** Adds the step that writes the border of {@code buffer}, if its layout has one. */
  static void zero(LoweringContext context, Buffer buffer) {
    if (!(buffer.layout() instanceof Layout.Blocked layout)
        || layout.border().equals(Margins.NONE)) {
      return;
    }
    Shape shape = buffer.shape();
    int blocks = layout.blocks(shape);
    int rowStride = layout.rowStride(shape);
    int rows = Window.rowsOf(shape);
    Margins border = layout.border();
    KernelWriter k = context.kernel("zero border", "border");
    Array y = k.array("y", buffer);
    k.units(
        blocks,
        (sample, block) -> {
          Local plane =
              k.let(
                  "plane",
                  sum(
                      mul(sample, k.integer("floats", buffer.floats())),
                      mul(block, k.integer("block_stride", layout.blockStride(shape)))));
          int first = border.top() * rowStride + border.left() * layout.lanes();
          int gap = (border.left() + border.right()) * layout.lanes();
          int columns = shape.size(-1) * layout.lanes();
          fill(context, k, y, plane, first);
          if (gap > 0) {
            k.loop(
                "row",
                k.integer("gaps", rows - 1),
                row ->
                    fill(
                        context,
                        k,
                        y,
                        k.let(
                            "gap",
                            sum(
                                plane,
                                k.integer("first_gap", first + columns),
                                mul(row, k.integer("row_stride", rowStride)))),
                        gap));
          }
          int end = first + (rows - 1) * rowStride + columns;
          Expr last = k.let("last", sum(plane, k.integer("end", end)));
          fill(context, k, y, last, layout.blockStride(shape) - end);
        });
    k.step(blocks, 1 + (layout.blockStride(shape) - (long) rows * rowStride) / 16);
  }

  private static void fill(LoweringContext context, KernelWriter k, Array y, Expr from, int count) {
    Spans.over(
        k,
        count,
        context.lanes(),
        (i, lanes) -> k.store(y, sum(from, i, index(0)), constant(0f, lanes)));
  }
}
