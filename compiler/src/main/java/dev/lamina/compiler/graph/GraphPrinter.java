package dev.lamina.compiler.graph;

import dev.lamina.compiler.layer.Input;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A graph as text: one line a node with its index, path, layer, operands and shape; below it the
 * weights that are more than a tensor of the file, and the layers fused into the node.
 */
public final class GraphPrinter {
  private final Graph graph;
  private final StringBuilder out = new StringBuilder();

  private GraphPrinter(Graph graph) {
    this.graph = graph;
  }

  /** The text of {@code graph}, each line ending in a newline. */
  public static String print(Graph graph) {
    return new GraphPrinter(graph).print();
  }

  private String print() {
    out.append("graph ").append(graph.className()).append('\n');
    for (int i = 0; i < graph.nodes().size(); i++) {
      print(i, graph.node(i));
    }
    graph
        .outputs()
        .forEach(o -> line("output " + o.name() + " = %" + o.node() + ": " + shape(o.node())));
    return out.toString();
  }

  private void print(int index, Node node) {
    boolean input = node.layer() instanceof Input;
    line(
        "%"
            + index
            + " = "
            + node.path()
            + ": "
            + node.layer()
            + (input ? "" : " of " + operands(node.inputs()))
            + ": "
            + shapeBeforeFused(node));
    printWeights(node.weights(), node.path());
    for (Node.Fused f : node.fused()) {
      String operands = f.inputs().size() == 1 ? "" : " of " + operands(f.inputs());
      line("    then " + f.path() + ": " + f.layer() + operands + ": " + f.shape());
      printWeights(f.weights(), f.path());
    }
  }

  private String shapeBeforeFused(Node node) {
    return node.fused().isEmpty()
        ? node.shape().toString()
        : node.layer().shape(graph.inputShapes(node)).toString();
  }

  private void printWeights(Map<String, Weight> weights, String path) {
    new TreeMap<>(weights)
        .forEach(
            (name, weight) -> {
              boolean own = weight instanceof Weight.Raw r && r.name().equals(path + "." + name);
              if (!own) {
                line("    " + name + " = " + WeightPrinter.print(weight) + ": " + weight.shape());
              }
            });
  }

  private static String operands(List<Integer> indices) {
    return indices.stream()
        .map(i -> i == Node.Fused.RESULT ? "result" : "%" + i)
        .collect(Collectors.joining(", "));
  }

  private String shape(int node) {
    return graph.node(node).shape().toString();
  }

  private void line(String text) {
    out.append(text).append('\n');
  }
}
