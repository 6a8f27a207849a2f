package dev.lamina.compiler.plan;

import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.layer.View;

/** Nodes that need no code: their result is their operand under another shape. */
final class Views {
  private Views() {}

  static boolean isView(Node node) {
    return node.layer() instanceof View && node.fused().isEmpty();
  }
}
