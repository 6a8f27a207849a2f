package dev.lamina.compiler.plan;

import dev.lamina.compiler.layer.Margins;
import dev.lamina.compiler.layer.PadMode;
import dev.lamina.compiler.layer.Shape;
import dev.lamina.compiler.loop.Array;
import dev.lamina.compiler.loop.Expr;
import dev.lamina.compiler.loop.Exprs;
import java.util.List;
import java.util.stream.IntStream;

/** Copies planes into larger ones with a border, so that windows need no look at the edge. */
final class PadKernel {
  private final LoweringContext context;
  private final Planes in;
  private final Planes out;
  private final Margins margins;
  private final PadMode mode;
  private final float fill;

  private PadKernel(LoweringContext context, Planes in, Margins margins, PadMode mode, float fill) {
    this.context = context;
    this.in = in;
    this.margins = margins;
    this.mode = mode;
    this.fill = fill;
    this.out =
        new Planes(
            in.channels(),
            in.rows() + margins.top() + margins.bottom(),
            in.columns() + margins.left() + margins.right());
  }

  /**
   * The padded input: the buffer itself where there is nothing to add, else a temporary that a new
   * step fills.
   *
   * @param fill what {@link PadMode#ZEROS} puts in place of zeros
   */
  static Buffer pad(
      LoweringContext context, Buffer input, Margins margins, PadMode mode, float fill) {
    if (margins.equals(Margins.NONE)) {
      return input;
    }
    PadKernel pad = new PadKernel(context, Planes.of(input.shape()), margins, mode, fill);
    Buffer padded =
        context.temporary(Shape.of(pad.out.channels(), pad.out.rows(), pad.out.columns()));
    pad.write(input, padded);
    return padded;
  }

  private void write(Buffer from, Buffer to) {
    KernelWriter k = context.kernel("pad", "pad_" + mode);
    Array x = k.array("x", from);
    Array y = k.array("y", to);
    Array rows = k.table("rows", sources(-margins.top(), out.rows(), in.rows()));
    k.units(
        out.channels() * out.rows(),
        (sample, unit) -> {
          Expr outRows = k.integer("outRows", out.rows());
          Expr channel = k.let("channel", Exprs.div(unit, outRows));
          Expr row = Exprs.tableLoad(rows, Exprs.sub(unit, Exprs.mul(channel, outRows)));
          Expr source = k.let("row", row);
          Expr begin = Exprs.mul(sample, k.integer("padded", out.floats()));
          Expr columns = k.integer("outColumns", out.columns());
          Expr to0 = k.let("to0", Exprs.add(begin, Exprs.mul(unit, columns)));
          if (mode == PadMode.ZEROS) {
            k.branch(
                Expr.Comparison.LT,
                source,
                Exprs.index(0),
                () -> fill(k, y, to0, columns),
                () -> row(k, x, y, sample, channel, source, to0));
          } else {
            row(k, x, y, sample, channel, source, to0);
          }
        });
    k.step(out.channels() * out.rows(), out.columns());
  }

  private void row(KernelWriter k, Array x, Array y, Expr sample, Expr channel, Expr row, Expr to) {
    Expr columns = k.integer("columns", in.columns());
    Expr plane = Exprs.mul(channel, k.integer("plane", in.plane()));
    Expr begin = Exprs.mul(sample, k.integer("floats", in.floats()));
    Expr from = k.let("from0", Exprs.sum(begin, plane, Exprs.mul(row, columns)));
    Expr inner = k.let("inner", Exprs.add(to, k.integer("left", margins.left())));
    k.loop("i", columns, i -> k.store(y, Exprs.add(inner, i), Exprs.load(x, Exprs.add(from, i))));
    Expr right = k.let("right0", Exprs.add(inner, columns));
    side(k, "left", x, y, from, to, -margins.left(), margins.left());
    side(k, "right", x, y, from, right, in.columns(), margins.right());
  }

  /**
   * The {@code count} elements left or right of a row, the first of which is column {@code first}.
   */
  private void side(
      KernelWriter k, String name, Array x, Array y, Expr from, Expr to, int first, int count) {
    if (count == 0) {
      return;
    }
    Expr size = k.integer(name, count);
    if (mode == PadMode.ZEROS) {
      fill(k, y, to, size);
      return;
    }
    Array table = k.table(name + "Sources", sources(first, count, in.columns()));
    k.loop(
        "i",
        size,
        i ->
            k.store(
                y, Exprs.add(to, i), Exprs.load(x, Exprs.add(from, Exprs.tableLoad(table, i)))));
  }

  private void fill(KernelWriter k, Array y, Expr at, Expr count) {
    k.loop("i", count, i -> k.store(y, Exprs.add(at, i), Exprs.constant(fill, 1)));
  }

  /** Where the rows or columns from {@code first} come from; -1 outside of zero padding. */
  private List<Integer> sources(int first, int count, int size) {
    return IntStream.range(first, first + count).mapToObj(i -> mode.source(i, size)).toList();
  }
}
