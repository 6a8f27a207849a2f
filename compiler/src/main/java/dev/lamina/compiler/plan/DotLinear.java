package dev.lamina.compiler.plan;

import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.layer.Linear;
import dev.lamina.compiler.layer.Shape;
import java.util.List;

/**
 * Fully connected layers of few outputs, such as a classifier's last: lanes over inputs, since
 * outputs would leave many of theirs empty, and all weights are read for nothing there.
 */
final class DotLinear implements Lowering {
  /** Vectors of inputs from which on adding lanes at the end does not matter. */
  private static final int FEWEST_VECTORS = 16;

  @Override
  public boolean accepts(Node node, Graph graph, Target target) {
    return target.vectorApi()
        && node.layer() instanceof Linear linear
        && Epilogue.pooling(node).isEmpty()
        && isVector(Epilogue.shape(graph, node))
        && linear.in() % target.lanes() == 0
        && linear.in() >= FEWEST_VECTORS * target.lanes()
        && leavesLanesEmpty(linear.out(), target.lanes());
  }

  private static boolean isVector(Shape result) {
    return result.elements() == result.size(-1);
  }

  /** Whether outputs would fill at most four fifths of a pair of vectors. */
  private static boolean leavesLanesEmpty(int outputs, int lanes) {
    return outputs * 5 <= 2 * lanes * 4;
  }

  @Override
  public List<Layouts> layouts(Node node, Graph graph, Target target) {
    return BlockedLinear.inputs(node, graph, target);
  }

  @Override
  public void lower(LoweringContext context) {
    int outputs = ((Linear) context.node().layer()).out();
    int rows = DotLinearKernel.rows(outputs, context.target());
    new DotLinearKernel(context, 0, outputs / rows, rows).write();
    int rest = outputs % rows;
    if (rest > 0) {
      new DotLinearKernel(context, outputs - rest, 1, rest).write();
    }
  }
}
