package dev.lamina.compiler.plan;

import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.layer.Conv;
import dev.lamina.compiler.layer.PadMode;
import dev.lamina.compiler.layer.Pair;
import dev.lamina.compiler.layer.Shape;
import java.util.List;

/**
 * 3x3 convolutions of stride 1 by {@link Winograd}'s algorithm, where that takes less time. Results
 * differ from direct convolution by rounding; a NaN or an infinity spreads over the results of its
 * tile.
 */
final class WinogradConv implements Lowering {
  private static final int FEWEST_CHANNELS = 32;
  private static final Pair ONE = new Pair(1, 1);

  @Override
  public boolean accepts(Node node, Graph graph, Target target) {
    return target.vectorApi()
        && node.layer() instanceof Conv conv
        && conv.groups() == 1
        && conv.paddingMode() == PadMode.ZEROS
        && conv.window().dimensions() == 2
        && conv.window().kernel().equals(new Pair(3, 3))
        && conv.window().stride().equals(ONE)
        && conv.window().dilation().equals(ONE)
        && Math.min(conv.in(), conv.out()) >= FEWEST_CHANNELS
        && conv.in() % target.lanes() == 0
        && conv.out() % (4 * target.lanes()) == 0
        && Epilogue.pooling(node).isEmpty()
        && WinogradTiles.pays(conv, Epilogue.shape(graph, node));
  }

  @Override
  public boolean isExact() {
    return false;
  }

  @Override
  public List<Layouts> layouts(Node node, Graph graph, Target target) {
    Conv conv = (Conv) node.layer();
    Shape result = Epilogue.shape(graph, node);
    Layout input =
        Layout.planes(
            target.lanes(), WinogradTiles.of(conv, result).border(conv.window().padding(), result));
    return List.of(new Layouts(List.of(input), new Layout.Blocked(target.lanes())));
  }

  @Override
  public boolean takesLongEpilogues() {
    return false;
  }

  @Override
  public void lower(LoweringContext context) {
    new WinogradConvKernel(context, (Conv) context.node().layer()).write();
  }
}
