package dev.lamina.compiler.plan;

import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.layer.Conv;
import java.util.List;
import java.util.stream.IntStream;

/** Whether a value is taken as planes by all who take it. */
final class PlanarUsers {
  private static final WinogradConv WINOGRAD = new WinogradConv();

  private PlanarUsers() {}

  /** Not so where layers that are fused into the node are about to get kernels of their own. */
  static boolean all(Node node, Graph graph, Target target) {
    int value =
        IntStream.range(0, graph.nodes().size())
            .filter(i -> graph.node(i).path().equals(node.path()))
            .findFirst()
            .orElseThrow();
    return graph.node(value).fused().size() == node.fused().size()
        && graph.nodes().stream()
            .allMatch(
                user ->
                    !takes(user, value)
                        || (user.inputs().equals(List.of(value)) && isPlanar(user, graph, target)));
  }

  private static boolean takes(Node user, int value) {
    return user.inputs().contains(value)
        || user.fused().stream().anyMatch(f -> f.inputs().contains(value));
  }

  private static boolean isPlanar(Node user, Graph graph, Target target) {
    return Views.isView(user)
        || (user.layer() instanceof Conv conv
            && conv.groups() == 1
            && conv.in() < target.lanes()
            && !WINOGRAD.accepts(user, graph, target));
  }
}
