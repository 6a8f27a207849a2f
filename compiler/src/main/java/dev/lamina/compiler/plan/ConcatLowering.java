package dev.lamina.compiler.plan;

import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.layer.Concat;
import dev.lamina.compiler.loop.Expr;

/** A concatenation: each operand is copied to its place. */
final class ConcatLowering implements Lowering {
  @Override
  public boolean accepts(Node node, Graph graph, Target target) {
    return node.layer() instanceof Concat && Epilogue.pooling(node).isEmpty();
  }

  @Override
  public void lower(LoweringContext context) {
    int begin = 0;
    for (int i = 0; i < context.node().inputs().size(); i++) {
      copy(context, i, begin);
      begin += context.input(i).floats();
    }
  }

  private static void copy(LoweringContext context, int operand, int begin) {
    String text = "copy" + Epilogue.describe(context.node());
    KernelWriter k = context.kernel(text, "copy");
    Source source = Source.input(context, k, operand);
    Result result = new Result(context, k);
    int run = Math.min(result.run(), context.input(operand).floats());
    int chunks = Spans.chunks(run);
    int units = context.input(operand).floats() / run * chunks;
    Expr first = k.integer("begin", begin);
    k.units(
        units,
        (sample, unit) -> {
          Expr row = k.let("row", unit.div(chunks));
          Expr base = k.let("base", row.times(run));
          Spans.chunk(
              k,
              k.let("chunk", unit.minus(row.times(chunks))),
              run,
              context.lanes(),
              (i, lanes) ->
                  result.store(
                      sample, first.plus(base).plus(i), source.load(sample, base.plus(i), lanes)));
        });
    k.step(units, Spans.chunkSize(run) * 2L / context.lanes() + 1);
  }
}
