package dev.lamina.compiler.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Makes a graph from another one, node by node in order: every old node is kept, replaced by other
 * nodes, or taken for another value. Old indices are translated to new ones on the way.
 */
public final class GraphRewriter {
  private static final int DROPPED = -1;

  private final Graph graph;
  private final List<Node> nodes = new ArrayList<>();
  private final int[] results;

  /** From {@code graph}. */
  public GraphRewriter(Graph graph) {
    this.graph = graph;
    this.results = new int[graph.nodes().size()];
    Arrays.fill(results, DROPPED);
  }

  /** Adds a node whose operands are new indices; its new index. */
  public int add(Node node) {
    nodes.add(node);
    return nodes.size() - 1;
  }

  /** The new index of the value of old node {@code old}. */
  public int result(int old) {
    if (results[old] == DROPPED) {
      throw new IllegalStateException("%" + old + " is used, but was dropped");
    }
    return results[old];
  }

  /** From now on {@code result} (a new index) is the value of old node {@code old}. */
  public void replace(int old, int result) {
    results[old] = result;
  }

  /** Keeps old node {@code old}, changed to {@code node}, whose operands are old indices. */
  public void keep(int old, Node node) {
    replace(old, add(translate(node)));
  }

  /** Keeps old node {@code old}. */
  public void keep(int old) {
    keep(old, graph.node(old));
  }

  /** The node with its operands, old indices, translated to new ones. */
  public Node translate(Node node) {
    return node.withInputs(node.inputs().stream().map(this::result).toList())
        .withFused(node.fused().stream().map(this::translate).toList());
  }

  private Node.Fused translate(Node.Fused fused) {
    return fused.withInputs(
        fused.inputs().stream()
            .map(i -> i == Node.Fused.RESULT ? i : (Integer) result(i))
            .toList());
  }

  /** The new node of that index so far. */
  public Node node(int index) {
    return nodes.get(index);
  }

  /** Changes a new node, whose operands are new indices. */
  public void set(int index, Node node) {
    nodes.set(index, node);
  }

  /** The new graph. */
  public Graph build() {
    return new Graph(
        graph.className(),
        graph.source(),
        nodes,
        graph.inputs().stream().map(this::result).toList(),
        graph.outputs().stream().map(o -> new Graph.Output(o.name(), result(o.node()))).toList());
  }
}
