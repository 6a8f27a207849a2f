package dev.lamina.compiler.plan;

import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.layer.Conv;
import dev.lamina.compiler.layer.Pair;
import dev.lamina.compiler.layer.Shape;
import dev.lamina.compiler.layer.Window;
import java.util.List;

/**
 * First layers: 3x3 convolutions of stride 1 over few planes by {@link Winograd}'s algorithm, where
 * tiles of results fill the plane. With few inputs, products are not worth a pass of their own: a
 * tile's are made and transformed to results at once, which are pooled before they are stored. Not
 * on 512 bits, where {@link ColumnWinogradConv} takes less: it broadcasts a third as many inputs.
 */
final class ShallowWinogradConv implements Lowering {
  private static final Winograd WINOGRAD = new Winograd(Winograd.RESULTS, 3);

  /** Input channels: with fewer, the direct way is as fast; with more, products are many. */
  private static final int FEWEST = 3;

  private static final int MOST = 4;

  @Override
  public boolean accepts(Node node, Graph graph, Target target) {
    return target.vectorApi()
        && target != Target.SIMD512
        && node.layer() instanceof Conv conv
        && Winograd.suits(conv)
        && conv.window().kernel().equals(new Pair(3, 3))
        && conv.in() >= FEWEST
        && conv.in() <= MOST
        && conv.out() >= 2 * target.lanes()
        && fillsTiles(Epilogue.shape(graph, node), target.lanes())
        && TilePooling.isPossible(node);
  }

  private static boolean fillsTiles(Shape result, int lanes) {
    return Window.rowsOf(result) % Winograd.RESULTS == 0
        && result.size(-1) % Winograd.RESULTS == 0
        && ShallowWinogradKernel.together(result, lanes) > 0;
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
    Layout input = new Layout.Blocked(1, ((Conv) node.layer()).window().padding());
    return List.of(new Layouts(List.of(input), new Layout.Blocked(target.lanes())));
  }

  @Override
  public void lower(LoweringContext context) {
    new ShallowWinogradKernel(context, WINOGRAD).write();
  }
}
