package dev.lamina.compiler.plan;

import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.layer.Input;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Chooses the layouts of every value: from front to back, each node takes those of its lowering's
 * alternatives for which the fewest floats must be converted.
 */
final class LayoutPlanner {
  private final Graph graph;
  private final Target target;
  private final List<Layouts> chosen = new ArrayList<>();

  private LayoutPlanner(Graph graph, Target target) {
    this.graph = graph;
    this.target = target;
  }

  /** The layouts of each node. */
  static List<Layouts> plan(Graph graph, Target target) {
    LayoutPlanner planner = new LayoutPlanner(graph, target);
    for (Node node : graph.nodes()) {
      planner.chosen.add(
          planner.alternatives(node).stream()
              .min(Comparator.comparingLong(l -> planner.converted(node, l)))
              .orElseThrow());
    }
    return planner.chosen;
  }

  private List<Layouts> alternatives(Node node) {
    if (node.layer() instanceof Input || Views.isView(node)) {
      return List.of(Layouts.rowMajor(node));
    }
    return Lowerings.of(node, graph, target).orElseThrow().layouts(node, graph, target);
  }

  /** How many floats of operands lie in another layout than {@code wanted}. */
  private long converted(Node node, Layouts wanted) {
    long floats = 0;
    for (int i = 0; i < node.inputs().size(); i++) {
      floats += converted(node.inputs().get(i), wanted.inputs().get(i));
    }
    for (Node.Fused fused : node.fused()) {
      for (int operand : fused.inputs()) {
        floats += operand == Node.Fused.RESULT ? 0 : converted(operand, wanted.output());
      }
    }
    return floats;
  }

  private long converted(int value, Layout wanted) {
    return chosen.get(value).output().equals(wanted) ? 0 : graph.node(value).shape().elements();
  }
}
