package dev.lamina.compiler.pass;

import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.layer.AvgPool;
import dev.lamina.compiler.layer.Conv;
import dev.lamina.compiler.layer.Margins;
import dev.lamina.compiler.layer.MaxPool;
import dev.lamina.compiler.layer.Pair;
import dev.lamina.compiler.layer.Window;

/**
 * Pools the results of a convolution before they are stored, where windows neither overlap nor
 * reach beyond the plane. A plan takes the pooling out again where its target has no such kernel.
 */
final class FusePooling implements Pass {
  private static final int MAX_AREA = 9;

  @Override
  public String name() {
    return "fuse-pooling";
  }

  @Override
  public boolean isExact() {
    return true;
  }

  @Override
  public Graph apply(Graph graph) {
    Fusion fusion = new Fusion(graph);
    int[] uses = graph.uses();
    for (int i = 0; i < graph.nodes().size(); i++) {
      Node node = graph.node(i);
      if (isPooling(node) && node.fused().isEmpty()) {
        int producer = node.inputs().get(0);
        if (uses[producer] == 1 && graph.layer(producer) instanceof Conv) {
          fusion.fuse(producer, i);
        }
      }
    }
    return fusion.build();
  }

  private static boolean isPooling(Node node) {
    if (node.layer() instanceof MaxPool pool) {
      return isDisjoint(pool.window());
    }
    return node.layer() instanceof AvgPool pool && isDisjoint(pool.window());
  }

  private static boolean isDisjoint(Window window) {
    return window.stride().equals(window.kernel())
        && window.padding().equals(Margins.NONE)
        && window.dilation().equals(Pair.ONE)
        && !window.ceilMode()
        && window.kernel().area() <= MAX_AREA;
  }
}
