package dev.lamina.compiler.plan;

import static dev.lamina.compiler.loop.Exprs.constant;
import static dev.lamina.compiler.loop.Exprs.tableLoad;

import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.layer.Shape;
import dev.lamina.compiler.layer.Window;
import dev.lamina.compiler.loop.Array;
import dev.lamina.compiler.loop.Expr;
import dev.lamina.compiler.loop.Local;

/** Pools over bins of any size, which stand in tables: adaptive pools and p-norms. */
final class BinPoolingLowering implements Lowering {
  @Override
  public boolean accepts(Node node, Graph graph, Target target) {
    return BinReduction.of(node.layer()).isPresent() && Epilogue.pooling(node).isEmpty();
  }

  @Override
  public void lower(LoweringContext context) {
    BinReduction reduction = BinReduction.of(context.node().layer()).orElseThrow();
    String text = context.node().layer() + Epilogue.describe(context.node());
    new Writer(context, context.kernel(text, "binpool"), reduction).write();
  }

  private static final class Writer {
    private final KernelWriter k;
    private final BinReduction reduction;
    private final Source source;
    private final Result result;
    private final Bins rows;
    private final Bins columns;
    private final Array rowBounds;
    private final Array columnBounds;
    private final int channels;
    private final int height;
    private final int width;

    Writer(LoweringContext context, KernelWriter k, BinReduction reduction) {
      this.k = k;
      this.reduction = reduction;
      this.source = Source.input(context, k, 0);
      this.result = new Result(context, k);
      Shape in = context.inputShape(0);
      this.channels = in.size(0);
      this.height = Window.rowsOf(in);
      this.width = in.size(-1);
      this.rows = reduction.rows(height);
      this.columns = reduction.columns(width);
      this.rowBounds = k.table("rowBounds", rows.bounds());
      this.columnBounds = k.table("columnBounds", columns.bounds());
    }

    /** A unit is a row of a channel. */
    void write() {
      int units = channels * rows.count();
      k.units(
          units,
          (sample, unit) -> {
            Expr channel = k.let("channel", unit.div(k.integer("rows", rows.count())));
            Expr row = k.let("row", unit.minus(channel.times(k.integer("rows", rows.count()))));
            Expr top = k.let("top", tableLoad(rowBounds, row.times(2)));
            Expr bottom = k.let("bottom", tableLoad(rowBounds, row.times(2).plus(1)));
            Expr plane = k.let("plane", channel.times(k.integer("height", height)));
            Expr count = k.integer("columns", columns.count());
            k.loop(
                "column",
                count,
                column -> {
                  Expr left = k.let("left", tableLoad(columnBounds, column.times(2)));
                  Expr right = k.let("right", tableLoad(columnBounds, column.times(2).plus(1)));
                  Expr total = bin(sample, plane, top, bottom, left, right);
                  Expr area = bottom.minus(top).times(right.minus(left)).toFloat();
                  Expr value = reduction.finish(k, total, area);
                  result.store(sample, unit.times(count).plus(column), value);
                });
          });
      long elements = (long) columns.count() * rows.most() * columns.most();
      k.step(units, elements + 4L * columns.count());
    }

    private Expr bin(Expr sample, Expr plane, Expr top, Expr bottom, Expr left, Expr right) {
      Local total = k.let("total", constant(reduction.identity()));
      k.loop(
          "y",
          top,
          bottom,
          1,
          y -> {
            Expr line = k.let("line", plane.plus(y).times(k.integer("width", width)));
            k.loop(
                "x",
                left,
                right,
                1,
                x -> k.set(total, reduction.combine(k, total, source.load(sample, line.plus(x)))));
          });
      return total;
    }
  }
}
