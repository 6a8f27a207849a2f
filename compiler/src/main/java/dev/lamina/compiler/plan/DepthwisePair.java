package dev.lamina.compiler.plan;

import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.layer.Conv;
import dev.lamina.compiler.layer.Window;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A convolution and the strided depthwise one behind it, which alone takes its result. One kernel
 * computes both where that result is too large for the cache: it never leaves it so. Without a
 * stride, where as much is written as read, this takes as long as one after the other.
 *
 * @param conv the first node
 * @param depthwise the second
 */
record DepthwisePair(int conv, int depthwise) {
  /** Floats that stay in no second-level cache. */
  private static final int LARGE = 1 << 18;

  /** Taps whose weights stay in the first-level cache beside a few rows of results. */
  private static final int TAPS = 128;

  /** Blocks of channels that are computed together. */
  static final int VECTORS = 2;

  /** Both, in order. */
  List<Integer> nodes() {
    return List.of(conv, depthwise);
  }

  /** All of a graph, by the index of the first node. */
  static Map<Integer, DepthwisePair> find(Draft draft, List<Layouts> layouts) {
    Map<Integer, DepthwisePair> pairs = new HashMap<>();
    Graph graph = draft.graph();
    int[] uses = graph.uses();
    for (int n = 1; n < graph.nodes().size(); n++) {
      boolean follows = graph.node(n).inputs().equals(List.of(n - 1)) && uses[n - 1] == 1;
      if (follows
          && pays(graph.node(n - 1), graph.node(n), draft.target())
          && isLowered(draft, n, BlockedDepthwiseConv.class)
          && isLowered(draft, n - 1, BlockedConv.class)
          && layouts.get(n - 1).output().matches(layouts.get(n).inputs().get(0))) {
        pairs.put(n - 1, new DepthwisePair(n - 1, n));
      }
    }
    return pairs;
  }

  private static boolean isLowered(Draft draft, int node, Class<? extends Lowering> by) {
    return draft
        .lowerings()
        .of(draft.graph().node(node), draft.graph(), draft.target())
        .filter(by::isInstance)
        .isPresent();
  }

  private static boolean pays(Node first, Node second, Target target) {
    return first.layer() instanceof Conv conv
        && second.layer() instanceof Conv depthwise
        && first.shape().elements() >= LARGE
        && conv.groups() == 1
        && conv.in() * conv.window().kernel().area() <= TAPS
        && conv.out() % (VECTORS * target.lanes()) == 0
        && first.fused().stream().allMatch(f -> f.inputs().equals(List.of(Node.Fused.RESULT)))
        && isStrided(depthwise.window());
  }

  /** Whether there are fewer rows of results, each of which needs some that no other does. */
  private static boolean isStrided(Window window) {
    int down = window.stride().height();
    return down > 1 && down <= window.extent().height();
  }
}
