package dev.lamina.compiler.pass;

import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.GraphRewriter;
import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.layer.AdaptiveAvgPool;
import dev.lamina.compiler.layer.AdaptiveMaxPool;
import dev.lamina.compiler.layer.NoOp;

/**
 * Takes out layers that do nothing at inference: dropout, identity, and adaptive pools whose bins
 * are single elements.
 */
final class RemoveNoOps implements Pass {
  @Override
  public String name() {
    return "remove-no-ops";
  }

  @Override
  public boolean isExact() {
    return true;
  }

  @Override
  public Graph apply(Graph graph) {
    GraphRewriter rewriter = new GraphRewriter(graph);
    for (int i = 0; i < graph.nodes().size(); i++) {
      Node node = graph.node(i);
      if (doesNothing(graph, node) && node.fused().isEmpty()) {
        rewriter.replace(i, rewriter.result(node.inputs().get(0)));
      } else {
        rewriter.keep(i);
      }
    }
    return rewriter.build();
  }

  private static boolean doesNothing(Graph graph, Node node) {
    if (node.layer() instanceof AdaptiveAvgPool || node.layer() instanceof AdaptiveMaxPool) {
      return graph.inputShapes(node).get(0).equals(node.shape());
    }
    return node.layer() instanceof NoOp;
  }
}
