package dev.lamina.compiler.pass;

import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.layer.Arithmetic;
import dev.lamina.compiler.layer.Conv;
import dev.lamina.compiler.layer.Elementwise;
import dev.lamina.compiler.layer.Input;
import dev.lamina.compiler.layer.Linear;
import dev.lamina.compiler.layer.Shape;
import dev.lamina.compiler.layer.View;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;

/**
 * Computes element-wise layers and arithmetic on the results of the layer before them, before these
 * are stored, where nothing else takes them. The joint node stands where the later one stood, since
 * that may need values computed in between.
 */
final class FuseElementwise implements Pass {
  @Override
  public String name() {
    return "fuse-elementwise";
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
      int index = i;
      Node node = graph.node(i);
      if (!isPointwise(node)) {
        continue;
      }
      OptionalInt producer =
          node.inputs().stream()
              .filter(p -> uses[p] == 1 && fits(fusion, p, index))
              .max(
                  Comparator.comparing((Integer p) -> isProduct(graph.node(p)))
                      .thenComparing(p -> p))
              .stream()
              .mapToInt(Integer::intValue)
              .findFirst();
      producer.ifPresent(p -> fusion.fuse(p, index));
    }
    return fusion.build();
  }

  private static boolean isPointwise(Node node) {
    boolean pointwise = node.layer() instanceof Elementwise || node.layer() instanceof Arithmetic;
    return pointwise && node.fused().isEmpty();
  }

  /** Whether node {@code index} can be computed on the results of {@code producer}. */
  private static boolean fits(Fusion fusion, int producer, int index) {
    Node before = fusion.node(producer);
    Node node = fusion.node(index);
    boolean computed = !(before.layer() instanceof Input || before.layer() instanceof View);
    if (!computed || !before.shape().equals(node.shape())) {
      return false;
    }
    List<Integer> others = node.inputs().stream().filter(i -> i != producer).toList();
    return FusionLimits.allow(before, node)
        && others.stream().allMatch(o -> fits(fusion.node(o).shape(), node.shape()));
  }

  /** Whether an operand is of the result's shape, or has one element for each of its channels. */
  private static boolean fits(Shape operand, Shape result) {
    return operand.equals(result)
        || (operand.size(0) == result.size(0) && operand.elements() == result.size(0));
  }

  private static boolean isProduct(Node node) {
    return node.layer() instanceof Conv || node.layer() instanceof Linear;
  }
}
