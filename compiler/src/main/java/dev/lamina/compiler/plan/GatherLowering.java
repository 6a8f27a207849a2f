package dev.lamina.compiler.plan;

import static dev.lamina.compiler.loop.Exprs.constant;
import static dev.lamina.compiler.loop.Exprs.index;
import static dev.lamina.compiler.loop.Exprs.tableLoad;

import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.layer.Gather;
import dev.lamina.compiler.layer.Shape;
import dev.lamina.compiler.loop.Array;
import dev.lamina.compiler.loop.Expr;
import java.util.Arrays;
import java.util.List;

/** Layers that move data: a row is copied run by run, its place comes from tables. */
final class GatherLowering implements Lowering {
  @Override
  public boolean accepts(Node node, Graph graph, Target target) {
    return node.layer() instanceof Gather && Epilogue.pooling(node).isEmpty();
  }

  @Override
  public void lower(LoweringContext context) {
    Gather layer = (Gather) context.node().layer();
    Shape in = context.inputShape(0);
    Gathering gathering = Gathering.of(layer, in, layer.shape(List.of(in)));
    String text = layer + Epilogue.describe(context.node());
    new Writer(context, context.kernel(text, "gather"), layer, gathering).write();
  }

  private static final class Writer {
    private final LoweringContext context;
    private final KernelWriter k;
    private final Gathering gathering;
    private final float fill;
    private final Source source;
    private final Result result;
    private final Array blocks;
    private final Array rows;
    private final Array columns;
    private final int width;
    private final int height;

    Writer(LoweringContext context, KernelWriter k, Gather layer, Gathering gathering) {
      this.context = context;
      this.k = k;
      this.gathering = gathering;
      this.fill = layer.fill();
      this.source = Source.input(context, k, 0);
      this.result = new Result(context, k);
      this.width = gathering.columns().length;
      this.height = gathering.rows().length;
      this.blocks = table("blocks", gathering.blocks());
      this.rows = height == 1 ? null : table("rows", gathering.rows());
      this.columns = table("columns", gathering.columns());
    }

    private Array table(String name, int[] values) {
      return k.table(name, Arrays.stream(values).boxed().toList());
    }

    /** A unit is a row. */
    void write() {
      int units = gathering.blocks().length * height;
      k.units(
          units,
          (sample, unit) -> {
            Expr block = k.let("block", unit.div(height));
            Expr row = unit.minus(block.times(height));
            Expr fromBlock = k.let("fromBlock", tableLoad(blocks, block));
            Expr fromRow = height == 1 ? index(0) : k.let("fromRow", tableLoad(rows, row));
            Expr to = k.let("to", unit.times(k.integer("width", width)));
            if (gathering.hasFilledRows()) {
              k.branch(
                  Expr.Comparison.LT,
                  fromBlock.min(fromRow),
                  index(0),
                  () -> fill(sample, to, 0, width),
                  () -> row(sample, fromBlock.plus(fromRow), to));
            } else {
              row(sample, fromBlock.plus(fromRow), to);
            }
          });
      k.step(units, width * 2L / context.lanes() + 2);
    }

    private void row(Expr sample, Expr origin, Expr to) {
      Expr from = k.let("from", origin);
      for (GatherRuns.Run run : GatherRuns.of(gathering.columns())) {
        switch (run.kind()) {
          case FILL -> fill(sample, to, run.from(), run.to());
          case COPY -> copy(sample, from, to, run);
          default -> pick(sample, from, to, run);
        }
      }
    }

    private void fill(Expr sample, Expr to, int first, int last) {
      Expr start = k.let("start", to.plus(first));
      Spans.over(
          k,
          last - first,
          context.lanes(),
          (i, lanes) -> result.store(sample, start.plus(i), constant(fill, lanes)));
    }

    private void copy(Expr sample, Expr from, Expr to, GatherRuns.Run run) {
      Expr start = k.let("start", to.plus(run.from()));
      Expr first = k.let("first", from.plus(gathering.columns()[run.from()]));
      Spans.over(
          k,
          run.to() - run.from(),
          context.lanes(),
          (i, lanes) ->
              result.store(sample, start.plus(i), source.load(sample, first.plus(i), lanes)));
    }

    private void pick(Expr sample, Expr from, Expr to, GatherRuns.Run run) {
      k.loop(
          "i",
          index(run.from()),
          k.integer("end", run.to()),
          1,
          i ->
              result.store(
                  sample, to.plus(i), source.load(sample, from.plus(tableLoad(columns, i)))));
    }
  }
}
