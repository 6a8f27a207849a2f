package dev.lamina.compiler.plan;

import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.layer.Arithmetic;
import dev.lamina.compiler.layer.Linear;

/** Fully connected layers. */
final class LinearLowering implements Lowering {
  @Override
  public boolean accepts(Node node, Graph graph, Target target) {
    return node.layer() instanceof Linear && Epilogue.pooling(node).isEmpty();
  }

  @Override
  public boolean takesLongEpilogues() {
    return false;
  }

  @Override
  public void lower(LoweringContext context) {
    Linear linear = (Linear) context.node().layer();
    new LinearKernel(context, linear, lanes(context, linear)).write();
  }

  /** Vectors may reach beyond the last output, but not beyond other values of the graph. */
  private static int lanes(LoweringContext context, Linear linear) {
    int lanes = context.lanes();
    boolean operands =
        context.node().fused().stream().anyMatch(f -> f.layer() instanceof Arithmetic);
    return operands && linear.out() % lanes != 0 ? 1 : lanes;
  }
}
