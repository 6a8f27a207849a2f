package dev.lamina.compiler;

import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.graph.Weight;
import dev.lamina.compiler.layer.Input;
import dev.lamina.compiler.layer.Parameter;
import dev.lamina.compiler.plan.Plan;
import dev.lamina.compiler.plan.Step;
import dev.lamina.compiler.plan.Target;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a network is made of, and what became of it.
 *
 * @param className the generated class
 * @param target what the kernels are for
 * @param rows one a layer, in the order of the source
 * @param weightBytes the packed weights
 * @param scratchBytes the activations of one call
 */
public record Explanation(
    String className, Target target, List<Row> rows, long weightBytes, long scratchBytes) {
  public Explanation {
    rows = List.copyOf(rows);
  }

  /**
   * A layer.
   *
   * @param name its name, as in PyTorch's {@code state_dict}
   * @param layer as it could be written
   * @param shape of its result
   * @param parameters the elements of its parameters, without buffers
   * @param multiplyAdds what a sample costs
   * @param kernel what computes it
   * @param bytes of its result for one sample
   */
  public record Row(
      String name,
      String layer,
      String shape,
      long parameters,
      long multiplyAdds,
      String kernel,
      long bytes) {}

  /** The elements of all parameters, as PyTorch counts them. */
  public long parameters() {
    return rows.stream().mapToLong(Row::parameters).sum();
  }

  /** What a sample costs. */
  public long multiplyAdds() {
    return rows.stream().mapToLong(Row::multiplyAdds).sum();
  }

  static Explanation of(Graph graph, Plan plan) {
    Map<String, String> kernels = kernels(plan);
    List<Row> rows = new ArrayList<>();
    for (Node node : graph.nodes()) {
      rows.add(
          new Row(
              node.path(),
              node.layer().toString(),
              node.shape().toString(),
              parameters(node),
              node.layer().multiplyAdds(graph.inputShapes(node)),
              node.layer() instanceof Input
                  ? ""
                  : kernels.getOrDefault(node.path(), withoutKernel(node)),
              bytes(node)));
    }
    return new Explanation(
        graph.className(),
        plan.target(),
        rows,
        bytes(plan.load().packedSizes()),
        bytes(plan.scratch()));
  }

  private static long bytes(Node node) {
    int element = node.layer() instanceof Input input && input.isBytes() ? 1 : Float.BYTES;
    return element * node.shape().elements();
  }

  private static long bytes(List<Integer> floats) {
    return Float.BYTES * floats.stream().mapToLong(Integer::longValue).sum();
  }

  private static long parameters(Node node) {
    long sum = 0;
    for (Parameter p : node.layer().parameters()) {
      boolean buffer = p.name().equals("running_mean") || p.name().equals("running_var");
      if (!buffer && node.weights().get(p.name()) instanceof Weight.Raw) {
        sum += p.shape().elements();
      }
    }
    return sum;
  }

  private static String withoutKernel(Node node) {
    return node.weights().isEmpty() ? "no work" : "folded into weights";
  }

  /** What computes each stage, by its name. */
  private static Map<String, String> kernels(Plan plan) {
    Map<Integer, Set<String>> algorithms = new HashMap<>();
    for (Step step : plan.steps()) {
      if (!step.algorithm().equals(PlanExplanation.BORDER)) {
        step.layers()
            .forEach(
                l ->
                    algorithms
                        .computeIfAbsent(l, i -> new LinkedHashSet<>())
                        .add(step.algorithm()));
      }
    }
    Map<String, String> kernels = new HashMap<>();
    for (int i = 0; i < plan.graph().nodes().size(); i++) {
      Node node = plan.graph().node(i);
      Set<String> own = algorithms.getOrDefault(i, Set.of());
      if (!own.isEmpty()) {
        kernels.put(node.path(), String.join(" + ", own));
        node.fused().forEach(f -> kernels.put(f.path(), "with " + node.path()));
      }
    }
    return kernels;
  }
}
