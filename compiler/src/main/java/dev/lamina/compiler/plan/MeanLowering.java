package dev.lamina.compiler.plan;

import static dev.lamina.compiler.loop.Exprs.constant;

import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.layer.AdaptiveAvgPool;
import dev.lamina.compiler.layer.GlobalAvgPool;
import dev.lamina.compiler.layer.Layer;
import dev.lamina.compiler.layer.Pair;
import dev.lamina.compiler.loop.Expr;

/** The mean of each channel: global pooling, and adaptive pooling to a single element. */
final class MeanLowering implements Lowering {
  @Override
  public boolean accepts(Node node, Graph graph, Target target) {
    return isMean(node.layer()) && Epilogue.pooling(node).isEmpty();
  }

  /** Whether the layer is the mean of each channel. */
  static boolean isMean(Layer layer) {
    return layer instanceof GlobalAvgPool
        || (layer instanceof AdaptiveAvgPool pool && pool.size().equals(Pair.ONE));
  }

  /** A unit is a channel. */
  @Override
  public void lower(LoweringContext context) {
    String text = "mean" + Epilogue.describe(context.node());
    KernelWriter k = context.kernel(text, "mean");
    Source source = Source.input(context, k, 0);
    Result result = new Result(context, k);
    int channels = context.inputShape(0).size(0);
    int plane = context.input(0).floats() / channels;
    int lanes = context.lanes();
    k.units(
        channels,
        (sample, channel) -> {
          Expr base = k.let("base", channel.times(k.integer("plane", plane)));
          Expr sum =
              Reductions.sum(k, plane, lanes, (i, l) -> source.load(sample, base.plus(i), l));
          result.store(sample, channel, sum.div(constant((float) plane)));
        });
    k.step(channels, plane / lanes + 5L);
  }
}
