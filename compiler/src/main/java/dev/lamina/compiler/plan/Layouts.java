package dev.lamina.compiler.plan;

import dev.lamina.compiler.graph.Node;
import java.util.Collections;
import java.util.List;

/**
 * Layouts that a lowering can work with together.
 *
 * @param inputs of the node's inputs
 * @param output of the node's result, and of the operands of its fused layers that have the
 *     result's shape before pooling
 */
public record Layouts(List<Layout> inputs, Layout output) {
  public Layouts {
    inputs = List.copyOf(inputs);
  }

  /** Row-major throughout. */
  public static Layouts rowMajor(Node node) {
    return same(node, Layout.rowMajor());
  }

  /** One layout throughout. */
  public static Layouts same(Node node, Layout layout) {
    return new Layouts(Collections.nCopies(node.inputs().size(), layout), layout);
  }
}
