package dev.lamina.compiler.plan;

import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.layer.Conv;
import dev.lamina.compiler.layer.Margins;
import dev.lamina.compiler.layer.PadMode;
import dev.lamina.compiler.layer.Pair;
import dev.lamina.compiler.layer.Shape;
import dev.lamina.compiler.layer.Window;
import java.util.List;

/**
 * First layers whose few output channels would leave most of a vector empty: lanes over the pixels
 * of a row instead, from planes to planes. Results that are pooled 2x2 stand in different vectors,
 * since even and odd columns of the input are parted first, so that their maximum needs no shuffle.
 * On 512 bits only: narrower vectors are not left as empty.
 */
final class PixelConv implements Lowering {
  /** Input channels: all are read at once. */
  private static final int MOST = 4;

  @Override
  public boolean accepts(Node node, Graph graph, Target target) {
    return target == Target.SIMD512
        && node.layer() instanceof Conv conv
        && conv.groups() == 1
        && conv.paddingMode() == PadMode.ZEROS
        && conv.window().dimensions() == 2
        && conv.window().stride().equals(Pair.ONE)
        && conv.in() <= MOST
        && conv.out() < target.lanes()
        && node.fused().stream().allMatch(f -> f.inputs().size() == 1)
        && TilePooling.isPossible(node)
        && fillsVectors(conv, node, target.lanes())
        && PlanarUsers.all(node, graph, target);
  }

  /** Whether channels leave so many lanes empty that pixels fill half as many again, or more. */
  private static boolean fillsVectors(Conv conv, Node node, int lanes) {
    int columns = node.shape().size(-1);
    boolean isWide = Epilogue.pooling(node).isPresent() || columns >= lanes;
    return isWide && 5 * conv.out() * filled(columns, lanes) < 3 * columns * lanes;
  }

  private static int filled(int columns, int lanes) {
    return (columns + lanes - 1) / lanes * lanes;
  }

  @Override
  public List<Layouts> layouts(Node node, Graph graph, Target target) {
    int lanes = target.lanes();
    int columns = node.shape().size(-1);
    int gap = Math.max(0, lanes - columns);
    Margins padding = ((Conv) node.layer()).window().padding();
    Layout input = new Layout.Blocked(1, padding);
    if (Epilogue.pooling(node).isPresent()) {
      Shape x = graph.inputShapes(node).get(0);
      input = new Layout.Blocked(1, PixelPhases.filled(padding, x, lanes));
    }
    Layout output = new Layout.Blocked(1, new Margins(0, 0, 0, gap));
    return List.of(new Layouts(List.of(input), output));
  }

  @Override
  public boolean takesLongEpilogues() {
    return false;
  }

  @Override
  public void lower(LoweringContext context) {
    Window window = ((Conv) context.node().layer()).window();
    PlaneStrides input = PlaneStrides.of(context.input(0)).grown(window.padding());
    PixelPhases phases =
        Epilogue.pooling(context.node()).isPresent()
            ? PixelPhases.parted(context, input)
            : PixelPhases.whole(input);
    new PixelConvKernel(context, phases).write();
  }
}
