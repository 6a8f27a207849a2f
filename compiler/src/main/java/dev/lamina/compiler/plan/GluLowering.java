package dev.lamina.compiler.plan;

import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.layer.Glu;
import dev.lamina.compiler.loop.Expr;

/** The gated linear unit: runs of first halves times the sigmoid of second halves. */
final class GluLowering implements Lowering {
  @Override
  public boolean accepts(Node node, Graph graph, Target target) {
    return node.layer() instanceof Glu && Epilogue.pooling(node).isEmpty();
  }

  @Override
  public void lower(LoweringContext context) {
    Glu layer = (Glu) context.node().layer();
    String text = layer + Epilogue.describe(context.node());
    KernelWriter k = context.kernel(text, "glu");
    Source source = Source.input(context, k, 0);
    Result result = new Result(context, k);
    int half = layer.halfLength(context.inputShape(0));
    int run = Math.min(half, result.run());
    int runs = half / run;
    int chunks = Spans.chunks(run);
    int units = context.input(0).floats() / 2 / run * chunks;
    k.units(
        units,
        (sample, unit) -> {
          Expr row = k.let("row", unit.div(chunks));
          Expr chunk = k.let("chunk", unit.minus(row.times(chunks)));
          Expr to = k.let("to", row.times(run));
          Expr from = k.let("from", to.plus(row.div(runs).times(half)));
          Spans.chunk(
              k,
              chunk,
              run,
              context.lanes(),
              (i, lanes) -> {
                Expr first = source.load(sample, from.plus(i), lanes);
                Expr second = source.load(sample, from.plus(half).plus(i), lanes);
                result.store(
                    sample, to.plus(i), Functions.apply(k, layer.function(), first, second));
              });
        });
    k.step(units, Spans.chunkSize(run) * 4L / context.lanes() + 1);
  }
}
