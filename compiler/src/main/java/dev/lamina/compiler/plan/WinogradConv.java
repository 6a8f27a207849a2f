package dev.lamina.compiler.plan;

import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.layer.Conv;
import dev.lamina.compiler.layer.Pair;
import dev.lamina.compiler.layer.Shape;
import dev.lamina.compiler.layer.Window;
import java.util.List;

/**
 * 3x3 and 5x5 convolutions of stride 1 by {@link Winograd}'s algorithm, where that takes less time.
 * Max pooling of 2x2 windows behind it is done before results are stored, where planes are whole
 * tiles of 4x4. Results differ from direct convolution by rounding; a NaN or an infinity spreads
 * over the results of its tile.
 */
final class WinogradConv implements Lowering {
  private static final List<Pair> KERNELS = List.of(new Pair(3, 3), new Pair(5, 5));

  @Override
  public boolean accepts(Node node, Graph graph, Target target) {
    return target.vectorApi()
        && node.layer() instanceof Conv conv
        && Winograd.suits(conv)
        && KERNELS.contains(conv.window().kernel())
        && poolsTiles(node, Epilogue.shape(graph, node))
        && WinogradTiles.pays(conv, Epilogue.shape(graph, node), target);
  }

  /** Whether there is no pooling, or one that tiles can do, each for itself, without odd rows. */
  private static boolean poolsTiles(Node node, Shape result) {
    boolean whole =
        Window.rowsOf(result) % Winograd.RESULTS == 0 && result.size(-1) % Winograd.RESULTS == 0;
    return Epilogue.pooling(node).isEmpty() || (whole && TilePooling.isPossible(node));
  }

  @Override
  public boolean isExact() {
    return false;
  }

  @Override
  public List<Layouts> layouts(Node node, Graph graph, Target target) {
    Conv conv = (Conv) node.layer();
    Shape result = Epilogue.shape(graph, node);
    WinogradTiles tiles = WinogradTiles.of(conv, result, target);
    Layout input = Layout.planes(target.lanes(), tiles.border(conv.window().padding(), result));
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
