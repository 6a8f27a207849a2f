package dev.lamina.compiler.plan;

import static dev.lamina.compiler.loop.Exprs.constant;
import static dev.lamina.compiler.loop.Exprs.fma;

import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.layer.LocalResponseNorm;
import dev.lamina.compiler.layer.Shape;
import dev.lamina.compiler.loop.Expr;
import dev.lamina.compiler.loop.Local;

/** Local response normalisation: the lanes are elements of a channel. */
final class LocalResponseNormLowering implements Lowering {
  @Override
  public boolean accepts(Node node, Graph graph, Target target) {
    return node.layer() instanceof LocalResponseNorm && Epilogue.pooling(node).isEmpty();
  }

  @Override
  public void lower(LoweringContext context) {
    LocalResponseNorm layer = (LocalResponseNorm) context.node().layer();
    String text = layer + Epilogue.describe(context.node());
    KernelWriter k = context.kernel(text, "lrn");
    Source source = Source.input(context, k, 0);
    Result result = new Result(context, k);
    Shape shape = context.inputShape(0);
    int channels = shape.size(0);
    int plane = Math.toIntExact(shape.elements(1, shape.rank()));
    int chunks = Spans.chunks(plane);
    Expr stride = k.integer("plane", plane);
    k.units(
        channels * chunks,
        (sample, unit) -> {
          Expr channel = k.let("channel", unit.div(chunks));
          Expr chunk = k.let("chunk", unit.minus(channel.times(chunks)));
          Expr first = k.let("first", channel.minus(layer.before()).max(0));
          Expr end =
              k.let("end", channel.plus(layer.after() + 1).min(k.integer("channels", channels)));
          Spans.chunk(
              k,
              chunk,
              plane,
              context.lanes(),
              (i, lanes) -> {
                Local squares = k.let("squares", constant(0f, lanes));
                k.loop(
                    "c",
                    first,
                    end,
                    1,
                    c -> {
                      Expr x = k.let("x", source.load(sample, c.times(stride).plus(i), lanes));
                      k.set(squares, fma(x, x, squares));
                    });
                Expr element = k.let("element", channel.times(stride).plus(i));
                Expr x = source.load(sample, element, lanes);
                result.store(sample, element, Functions.apply(k, layer.function(), x, squares));
              });
        });
    k.step(channels * chunks, Spans.chunkSize(plane) * (layer.size() + 8L) / context.lanes() + 1);
  }
}
