package dev.lamina.compiler.pass;

import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.GraphRewriter;
import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.layer.Input;

/** Takes out nodes that no output depends on. Inputs stay. */
final class RemoveUnused implements Pass {
  @Override
  public String name() {
    return "remove-unused";
  }

  @Override
  public boolean isExact() {
    return true;
  }

  @Override
  public Graph apply(Graph graph) {
    boolean[] used = new boolean[graph.nodes().size()];
    graph.outputs().forEach(o -> used[o.node()] = true);
    for (int i = used.length - 1; i >= 0; i--) {
      if (used[i]) {
        mark(graph.node(i), used);
      }
    }
    GraphRewriter rewriter = new GraphRewriter(graph);
    for (int i = 0; i < used.length; i++) {
      if (used[i] || graph.layer(i) instanceof Input) {
        rewriter.keep(i);
      }
    }
    return rewriter.build();
  }

  private static void mark(Node node, boolean[] used) {
    node.inputs().forEach(i -> used[i] = true);
    for (Node.Fused fused : node.fused()) {
      fused.inputs().stream().filter(i -> i != Node.Fused.RESULT).forEach(i -> used[i] = true);
    }
  }
}
