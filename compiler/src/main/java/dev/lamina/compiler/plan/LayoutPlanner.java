package dev.lamina.compiler.plan;

import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.layer.Input;
import dev.lamina.compiler.layer.InputConversion;
import dev.lamina.compiler.layer.Margins;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Chooses the layouts of every value: from front to back, each node takes those of its lowering's
 * alternatives for which the fewest floats must be converted.
 */
final class LayoutPlanner {
  private final Graph graph;
  private final Target target;
  private final Lowerings lowerings;
  private final List<Layouts> chosen = new ArrayList<>();

  private LayoutPlanner(Draft draft) {
    this.graph = draft.graph();
    this.target = draft.target();
    this.lowerings = draft.lowerings();
  }

  /** The layouts of each node. */
  static List<Layouts> plan(Draft draft) {
    LayoutPlanner planner = new LayoutPlanner(draft);
    for (Node node : draft.graph().nodes()) {
      planner.chosen.add(
          planner.alternatives(node).stream()
              .min(Comparator.comparingLong(l -> planner.converted(node, l)))
              .orElseThrow());
    }
    return planner.withBorders();
  }

  /**
   * Gives every blocked value the border that its own node and those who take it need, and tells
   * them that they get it.
   */
  private List<Layouts> withBorders() {
    Map<BlockedValue, Margins> borders = new HashMap<>();
    for (int n = 0; n < chosen.size(); n++) {
      if (chosen.get(n).output() instanceof Layout.Blocked b) {
        borders.merge(new BlockedValue(n, b.lanes()), b.border(), LayoutPlanner::larger);
      }
      List<Integer> inputs = graph.node(n).inputs();
      for (int i = 0; i < inputs.size(); i++) {
        if (chosen.get(n).inputs().get(i) instanceof Layout.Blocked b) {
          borders.merge(
              new BlockedValue(inputs.get(i), b.lanes()), b.border(), LayoutPlanner::larger);
        }
      }
    }
    unify(borders);
    List<Layouts> result = new ArrayList<>();
    for (int n = 0; n < chosen.size(); n++) {
      if (chosen.get(n).output() instanceof Layout.Flattened) {
        result.add(chosen.get(n));
        continue;
      }
      List<Layout> inputs = new ArrayList<>();
      for (int i = 0; i < graph.node(n).inputs().size(); i++) {
        inputs.add(
            withBorder(graph.node(n).inputs().get(i), chosen.get(n).inputs().get(i), borders));
      }
      result.add(new Layouts(inputs, withBorder(n, chosen.get(n).output(), borders)));
    }
    return result;
  }

  /** Gives values that are computed in their place in a concatenation the border of the whole. */
  private void unify(Map<BlockedValue, Margins> borders) {
    Map<Integer, ConcatParts.Part> parts = ConcatParts.of(graph, chosen);
    boolean[] changed = {true};
    while (changed[0]) {
      changed[0] = false;
      parts.forEach(
          (value, part) -> {
            BlockedValue one = new BlockedValue(value, target.lanes());
            BlockedValue whole = new BlockedValue(part.concat(), target.lanes());
            Margins a = borders.getOrDefault(one, Margins.NONE);
            Margins b = borders.getOrDefault(whole, Margins.NONE);
            changed[0] |= !a.equals(b);
            borders.put(one, larger(a, b));
            borders.put(whole, larger(a, b));
          });
    }
  }

  /** A value in blocks of {@code lanes} channels. */
  private record BlockedValue(int value, int lanes) {}

  private static Layout withBorder(int value, Layout layout, Map<BlockedValue, Margins> borders) {
    if (layout instanceof Layout.Blocked b) {
      Margins border = borders.getOrDefault(new BlockedValue(value, b.lanes()), Margins.NONE);
      return Layout.planes(b.lanes(), border);
    }
    return layout;
  }

  private static Margins larger(Margins a, Margins b) {
    return new Margins(
        Math.max(a.top(), b.top()),
        Math.max(a.bottom(), b.bottom()),
        Math.max(a.left(), b.left()),
        Math.max(a.right(), b.right()));
  }

  private List<Layouts> alternatives(Node node) {
    if (node.layer() instanceof Input) {
      return List.of(Layouts.rowMajor(node));
    }
    if (node.layer() instanceof InputConversion) {
      return List.of(new Layouts(List.of(Layout.rowMajor()), wanted(chosen.size())));
    }
    if (Views.isView(node)) {
      return Views.flattened(node, graph, target.lanes())
          .map(f -> List.of(Layouts.rowMajor(node), new Layouts(List.of(f.blocks()), f)))
          .orElseGet(() -> List.of(Layouts.rowMajor(node)));
    }
    return lowerings.of(node, graph, target).orElseThrow().layouts(node, graph, target);
  }

  /** The layout of planes or blocks that the first layer which takes an input likes best. */
  private Layout wanted(int input) {
    Optional<Node> user =
        graph.nodes().stream().filter(n -> n.inputs().contains(input)).findFirst();
    if (user.isEmpty() || Views.isView(user.get())) {
      return Layout.rowMajor();
    }
    int position = user.get().inputs().indexOf(input);
    int channels = graph.node(input).shape().size(0);
    return lowerings
        .of(user.get(), graph, target)
        .orElseThrow()
        .layouts(user.get(), graph, target)
        .stream()
        .map(layouts -> layouts.inputs().get(position))
        .filter(l -> l instanceof Layout.Blocked b && b.lanes() <= channels)
        .findFirst()
        .orElse(Layout.rowMajor());
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
    return chosen.get(value).output().matches(wanted) ? 0 : graph.node(value).shape().elements();
  }
}
