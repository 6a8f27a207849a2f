package dev.lamina.compiler.plan;

import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.layer.AvgPool;
import dev.lamina.compiler.layer.Layer;
import dev.lamina.compiler.layer.Margins;
import dev.lamina.compiler.layer.MaxPool;
import dev.lamina.compiler.layer.PadMode;
import dev.lamina.compiler.layer.Window;

/** Max and average pooling on row-major planes. */
final class PoolLowering implements Lowering {
  @Override
  public boolean accepts(Node node, Graph graph, Target target) {
    boolean pool = node.layer() instanceof MaxPool || node.layer() instanceof AvgPool;
    return pool && Epilogue.pooling(node).isEmpty();
  }

  @Override
  public void lower(LoweringContext context) {
    Layer layer = context.node().layer();
    Window window = layer instanceof MaxPool max ? max.window() : ((AvgPool) layer).window();
    Planes in = Planes.of(context.inputShape(0));
    Planes out = Planes.of(context.node().shape());
    float fill = layer instanceof MaxPool ? Float.NEGATIVE_INFINITY : 0;
    Buffer padded =
        PadKernel.pad(context, context.input(0), covered(window, in, out), PadMode.ZEROS, fill);
    new PoolKernel(context, window, padded).write();
  }

  /** The padding, with what the last windows cover beyond it where sizes are rounded up. */
  private static Margins covered(Window window, Planes in, Planes out) {
    Margins p = window.padding();
    int bottom = window.row(out.rows() - 1, window.kernel().height() - 1) + 1 - in.rows();
    int right = window.column(out.columns() - 1, window.kernel().width() - 1) + 1 - in.columns();
    return new Margins(p.top(), Math.max(0, bottom), p.left(), Math.max(0, right));
  }
}
