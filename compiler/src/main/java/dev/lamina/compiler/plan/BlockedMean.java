package dev.lamina.compiler.plan;

import static dev.lamina.compiler.loop.Exprs.constant;
import static dev.lamina.compiler.loop.Exprs.index;
import static dev.lamina.compiler.loop.Exprs.load;

import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.layer.Shape;
import dev.lamina.compiler.layer.Window;
import dev.lamina.compiler.loop.Array;
import dev.lamina.compiler.loop.Expr;
import dev.lamina.compiler.loop.Local;
import java.util.ArrayList;
import java.util.List;

/** The mean of each channel with lanes over channels: row by row, each in several partial sums. */
final class BlockedMean implements Lowering {
  private static final int PARTIALS = 4;

  @Override
  public boolean accepts(Node node, Graph graph, Target target) {
    return target.vectorApi()
        && MeanLowering.isMean(node.layer())
        && Epilogue.pooling(node).isEmpty()
        && node.shape().rank() <= 3;
  }

  @Override
  public List<Layouts> layouts(Node node, Graph graph, Target target) {
    return List.of(Layouts.same(node, new Layout.Blocked(target.lanes())), Layouts.rowMajor(node));
  }

  @Override
  public void lower(LoweringContext context) {
    if (!(context.output().layout() instanceof Layout.Blocked layout)) {
      new MeanLowering().lower(context);
      return;
    }
    Shape in = context.inputShape(0);
    int lanes = context.lanes();
    String text = "mean" + Epilogue.describe(context.node());
    KernelWriter k = context.kernel(text, "mean_blocks");
    Array x = k.array("x", context.input(0));
    Array y = k.array("y", context.output());
    Epilogue epilogue = context.epilogue(k);
    int blocks = layout.blocks(context.output().shape());
    BlockRow.each(
        k,
        0,
        blocks,
        1,
        1,
        result -> {
          Expr sum = sum(context, k, x, result);
          float count = (float) in.elements(1, in.rank());
          Site site =
              Site.across(
                  result.sample(), result.element(k, 0, index(0)), result.block().times(lanes));
          Expr mean = epilogue.apply(sum.div(constant(count, lanes)), site);
          k.store(y, result.start(k, context.output()), mean);
        });
    k.step(blocks, in.elements(1, in.rank()) / 2 + 1);
  }

  private static Expr sum(LoweringContext context, KernelWriter k, Array x, BlockRow result) {
    Shape in = context.inputShape(0);
    int lanes = context.lanes();
    Local total = k.let("total", constant(0f, lanes));
    k.loop(
        "row",
        k.integer("image_rows", Window.rowsOf(in)),
        r -> {
          BlockRow row = new BlockRow(result.sample(), result.block(), r);
          Expr start = k.let("start", row.start(k, context.input(0)));
          k.set(total, total.plus(row(k, x, start, in.size(-1), lanes)));
        });
    return total;
  }

  /** The sum of a row. */
  private static Expr row(KernelWriter k, Array x, Expr start, int columns, int lanes) {
    List<Local> partials = new ArrayList<>();
    for (int p = 0; p < PARTIALS; p++) {
      partials.add(k.let("partial", constant(0f, lanes)));
    }
    int grouped = columns / PARTIALS * PARTIALS;
    k.loop(
        "column",
        index(0),
        k.integer("grouped", grouped),
        PARTIALS,
        column -> {
          for (int p = 0; p < PARTIALS; p++) {
            add(k, partials.get(p), x, start.plus(column.plus(p).times(lanes)), lanes);
          }
        });
    for (int p = 0; p < columns - grouped; p++) {
      add(k, partials.get(p), x, start.plus((grouped + p) * lanes), lanes);
    }
    Expr left = partials.get(0).plus(partials.get(1));
    return left.plus(partials.get(2).plus(partials.get(3)));
  }

  private static void add(KernelWriter k, Local sum, Array x, Expr at, int lanes) {
    k.set(sum, sum.plus(load(x, at, lanes)));
  }
}
