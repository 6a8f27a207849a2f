package dev.lamina.compiler.plan;

import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.layer.Shape;
import dev.lamina.compiler.layer.View;
import java.util.Optional;

/** Nodes that need no code: their result is their operand under another shape. */
final class Views {
  private Views() {}

  static boolean isView(Node node) {
    return node.layer() instanceof View && node.fused().isEmpty();
  }

  /**
   * The layout in which the result of a view is a vector that lies as its operand does in blocks of
   * {@code lanes} channels, if the view makes a vector of planes that fill their blocks.
   */
  static Optional<Layout.Flattened> flattened(Node node, Graph graph, int lanes) {
    if (lanes == 1 || !isView(node) || node.shape().rank() != 1) {
      return Optional.empty();
    }
    Shape planes = graph.node(node.inputs().get(0)).shape();
    boolean filled = planes.rank() >= 2 && planes.rank() <= 3 && planes.size(0) % lanes == 0;
    return filled ? Optional.of(new Layout.Flattened(planes, lanes)) : Optional.empty();
  }
}
