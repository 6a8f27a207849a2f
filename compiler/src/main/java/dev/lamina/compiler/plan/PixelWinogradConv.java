package dev.lamina.compiler.plan;

import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.layer.Conv;
import dev.lamina.compiler.layer.Pair;
import dev.lamina.compiler.layer.Window;
import java.util.List;

/**
 * Those layers of {@link PixelConv} with 5x5 kernels and max pooling, by {@link Winograd}'s
 * algorithm down the columns. With smaller kernels, to transform sums takes what products save.
 */
final class PixelWinogradConv implements Lowering {
  private static final PixelConv DIRECT = new PixelConv();

  @Override
  public boolean accepts(Node node, Graph graph, Target target) {
    return node.layer() instanceof Conv conv
        && conv.window().kernel().equals(Pair.of(5))
        && conv.window().dilation().equals(Pair.ONE)
        && Epilogue.pooling(node).isPresent()
        && 2 * Window.rowsOf(node.shape()) >= Winograd.RESULTS
        && DIRECT.accepts(node, graph, target);
  }

  @Override
  public boolean isExact() {
    return false;
  }

  @Override
  public boolean takesLongEpilogues() {
    return false;
  }

  @Override
  public List<Layouts> layouts(Node node, Graph graph, Target target) {
    return DIRECT.layouts(node, graph, target);
  }

  @Override
  public void lower(LoweringContext context) {
    Window window = ((Conv) context.node().layer()).window();
    PlaneStrides input = PlaneStrides.of(context.input(0)).grown(window.padding());
    new PixelWinogradKernel(context, PixelPhases.parted(context, input)).write();
  }
}
