package dev.lamina.compiler.pass;

import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.GraphRewriter;
import dev.lamina.compiler.graph.Node;
import java.util.ArrayList;
import java.util.List;

/** A graph some of whose nodes are joined with the one that takes their result. */
final class Fusion {
  private final Graph graph;
  private final List<Node> nodes;
  private final boolean[] absorbed;

  Fusion(Graph graph) {
    this.graph = graph;
    this.nodes = new ArrayList<>(graph.nodes());
    this.absorbed = new boolean[nodes.size()];
  }

  /** The node, with what is joined with it so far. */
  Node node(int index) {
    return nodes.get(index);
  }

  /** Joins {@code node} with {@code producer}, whose result it alone takes. */
  void fuse(int producer, int node) {
    Node next = nodes.get(node);
    Node.Fused fused =
        new Node.Fused(
            next.path(),
            next.layer(),
            next.inputs().stream().map(i -> i == producer ? Node.Fused.RESULT : i).toList(),
            next.weights(),
            next.shape(),
            next.span());
    nodes.set(node, nodes.get(producer).with(fused));
    absorbed[producer] = true;
  }

  /** The graph. */
  Graph build() {
    GraphRewriter rewriter = new GraphRewriter(graph);
    for (int i = 0; i < nodes.size(); i++) {
      if (!absorbed[i]) {
        rewriter.keep(i, nodes.get(i));
      }
    }
    return rewriter.build();
  }
}
