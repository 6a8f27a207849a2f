package dev.lamina.compiler.plan;

import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.layer.Concat;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Values that are computed straight into their place in a concatenation, so that nothing is copied:
 * those in blocks of channels that begin at a block of the whole.
 */
final class ConcatParts {
  private final Graph graph;
  private final List<Layouts> layouts;
  private final Map<Integer, Part> parts = new HashMap<>();

  private ConcatParts(Graph graph, List<Layouts> layouts) {
    this.graph = graph;
    this.layouts = layouts;
  }

  /**
   * A value's place.
   *
   * @param concat the node whose result it is a part of
   * @param block the first block of channels
   */
  record Part(int concat, int block) {}

  /** The places of all such values, whatever their borders. */
  static Map<Integer, Part> of(Graph graph, List<Layouts> layouts) {
    ConcatParts found = new ConcatParts(graph, layouts);
    for (int i = 0; i < graph.nodes().size(); i++) {
      Node node = graph.node(i);
      if (node.layer() instanceof Concat
          && node.fused().isEmpty()
          && layouts.get(i).output() instanceof Layout.Blocked blocked) {
        found.add(i, node, blocked);
      }
    }
    return Map.copyOf(found.parts);
  }

  /**
   * Whether a node's inputs are in their places in its result already, and with them the border of
   * the whole.
   */
  static boolean fill(LoweringContext context) {
    if (!(context.output().layout() instanceof Layout.Blocked layout)) {
      return false;
    }
    int block = 0;
    for (Buffer input : context.inputs()) {
      if (!input.equals(context.output().part(block, input.shape()))) {
        return false;
      }
      block += layout.blocks(input.shape());
    }
    return block == layout.blocks(context.output().shape());
  }

  private void add(int concat, Node node, Layout.Blocked layout) {
    int block = 0;
    for (int operand : node.inputs()) {
      if (layouts.get(operand).output().matches(layout) && !isViewed(operand)) {
        parts.putIfAbsent(operand, new Part(concat, block));
      }
      block += layout.blocks(graph.node(operand).shape());
    }
  }

  /** Whether a view shares the value's memory, which takes it for a whole. */
  private boolean isViewed(int value) {
    return graph.nodes().stream().anyMatch(n -> Views.isView(n) && n.inputs().contains(value));
  }
}
