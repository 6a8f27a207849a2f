package dev.lamina.compiler.plan;

import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.GraphRewriter;
import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.layer.Input;
import dev.lamina.compiler.layer.Shape;
import java.util.List;

/**
 * Takes layers out of nodes again where no kernel of the target computes them together, from the
 * last fused layer on.
 */
final class Unfusing {
  private Unfusing() {}

  static Graph apply(Graph graph, Target target, Lowerings lowerings) {
    GraphRewriter rewriter = new GraphRewriter(graph);
    for (int i = 0; i < graph.nodes().size(); i++) {
      Node node = graph.node(i);
      int kept = node.fused().size();
      while (kept > 0 && !isPossible(first(node, kept, graph), graph, target, lowerings)) {
        kept--;
      }
      if (kept == 0 && !isPossible(first(node, 0, graph), graph, target, lowerings)) {
        throw new IllegalStateException(
            "no kernel computes " + node.layer() + " of " + node.path());
      }
      int result = rewriter.add(rewriter.translate(first(node, kept, graph)));
      for (Node.Fused fused : node.fused().subList(kept, node.fused().size())) {
        result = rewriter.add(alone(fused, result, rewriter));
      }
      rewriter.replace(i, result);
    }
    return rewriter.build();
  }

  private static boolean isPossible(Node node, Graph graph, Target target, Lowerings lowerings) {
    return node.layer() instanceof Input
        || Views.isView(node)
        || lowerings
            .of(node, graph, target)
            .filter(l -> l.takesLongEpilogues() || Epilogue.isShort(node))
            .isPresent();
  }

  /** The node with the first {@code count} of its fused layers. */
  private static Node first(Node node, int count, Graph graph) {
    Shape shape =
        count == 0
            ? node.layer().shape(graph.inputShapes(node))
            : node.fused().get(count - 1).shape();
    return new Node(
        node.path(),
        node.layer(),
        node.inputs(),
        node.weights(),
        node.fused().subList(0, count),
        shape,
        node.span());
  }

  private static Node alone(Node.Fused fused, int result, GraphRewriter rewriter) {
    return new Node(
        fused.path(),
        fused.layer(),
        fused.inputs().stream()
            .map(i -> i == Node.Fused.RESULT ? (Integer) result : (Integer) rewriter.result(i))
            .toList(),
        fused.weights(),
        List.of(),
        fused.shape(),
        fused.span());
  }
}
