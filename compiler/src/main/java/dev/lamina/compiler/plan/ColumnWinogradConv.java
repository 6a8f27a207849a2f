package dev.lamina.compiler.plan;

import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.layer.Conv;
import dev.lamina.compiler.layer.Margins;
import dev.lamina.compiler.layer.Pair;
import dev.lamina.compiler.layer.Shape;
import dev.lamina.compiler.layer.Window;
import java.util.List;

/**
 * 3x3 and 5x5 convolutions of stride 1 over fewer planes than a vector has lanes, by {@link
 * Winograd}'s algorithm down the columns alone: inputs are transformed with full vectors along the
 * rows, which blocks of so few channels would leave empty, and a row of products shares each input
 * between the taps of a kernel's row. On 32 registers only, which hold all of that.
 */
final class ColumnWinogradConv implements Lowering {
  private static final List<Pair> KERNELS = List.of(new Pair(3, 3), new Pair(5, 5));

  /** With fewer, registers are half empty. */
  private static final int FEWEST_COLUMNS = 4;

  /** Multiply-adds that take as long as to store a point's sum and to transform it. */
  private static final int TRANSFORM_COST = 6;

  @Override
  public boolean accepts(Node node, Graph graph, Target target) {
    return target == Target.SIMD512
        && node.layer() instanceof Conv conv
        && Winograd.suits(conv)
        && KERNELS.contains(conv.window().kernel())
        && conv.in() < target.lanes()
        && TilePooling.isPossible(node)
        && fillsTiles(Epilogue.shape(graph, node))
        && pays(conv);
  }

  private static boolean fillsTiles(Shape result) {
    return Window.rowsOf(result) >= Winograd.RESULTS && result.size(-1) >= FEWEST_COLUMNS;
  }

  /** Whether the products that are saved take longer than to transform what is left of them. */
  private static boolean pays(Conv conv) {
    int kernel = conv.window().kernel().width();
    int side = new Winograd(Winograd.RESULTS, kernel).side();
    int direct = Winograd.RESULTS * kernel * kernel * conv.in();
    return side * (kernel * conv.in() + TRANSFORM_COST) < direct;
  }

  @Override
  public boolean isExact() {
    return false;
  }

  @Override
  public boolean takesLongEpilogues() {
    return false;
  }

  /** Rows of inputs fill vectors. */
  @Override
  public List<Layouts> layouts(Node node, Graph graph, Target target) {
    Margins padding = ((Conv) node.layer()).window().padding();
    Shape x = graph.inputShapes(node).get(0);
    int columns = padding.left() + x.size(-1) + padding.right();
    int rest = Math.floorMod(-columns, target.lanes());
    Margins border =
        new Margins(padding.top(), padding.bottom(), padding.left(), padding.right() + rest);
    return List.of(
        new Layouts(List.of(new Layout.Blocked(1, border)), new Layout.Blocked(target.lanes())));
  }

  @Override
  public void lower(LoweringContext context) {
    new ColumnWinogradKernel(context).write();
  }
}
