package dev.lamina.compiler.plan;

import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.layer.Linear;

/** Fully connected layers, without vectors. */
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
    new LinearKernel(context, (Linear) context.node().layer()).write();
  }
}
