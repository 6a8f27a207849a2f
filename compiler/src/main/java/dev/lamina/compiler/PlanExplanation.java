package dev.lamina.compiler;

import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.plan.CostModel;
import dev.lamina.compiler.plan.LayoutConversion;
import dev.lamina.compiler.plan.Plan;
import dev.lamina.compiler.plan.Step;
import dev.lamina.compiler.plan.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How the planner has a network computed on a target: which algorithm in which tiles for each
 * layer, and what it expects that to take.
 *
 * @param className the generated class
 * @param target what the kernels are for
 * @param layers in the order of execution; what was fused into a layer counts as part of it
 */
public record PlanExplanation(String className, Target target, List<Layer> layers) {
  /** The algorithm of steps that put zeros around planes: too little work to be told. */
  public static final String BORDER = "zero border";

  /** An algorithm and its tiles; a pool's window is none. */
  private static final Pattern TILED = Pattern.compile("(.*)(?<!pool) (\\d+x\\d+(?:[x+]\\d+)*)");

  public PlanExplanation {
    layers = List.copyOf(layers);
  }

  /**
   * A layer, or several that one kernel computes.
   *
   * @param names as in PyTorch's {@code state_dict}; fused layers behind the one they are part of
   * @param multiplyAdds what a sample costs
   * @param bytes what is read and written for a sample if nothing is read twice: packed weights,
   *     operands and result
   * @param weightBytes those of the packed weights
   * @param steps one or several, in order
   */
  public record Layer(
      List<String> names, long multiplyAdds, long bytes, long weightBytes, List<Step> steps) {
    public Layer {
      names = List.copyOf(names);
      steps = List.copyOf(steps);
    }

    /** What all steps are expected to take for a sample. */
    public double predictedNanos() {
      return steps.stream().mapToDouble(Step::predictedNanos).sum();
    }
  }

  /**
   * A call of a kernel.
   *
   * @param method the generated method, as profilers show it
   * @param algorithm such as {@code winograd F(4x4, 3x3)}
   * @param tile the register tiles, such as {@code 5x2+4x2}; empty where there are none
   * @param fused the layers it computes in passing, such as {@code +, relu}; empty if none
   * @param predictedNanos what it is expected to take for a sample
   */
  public record Step(
      String method, String algorithm, String tile, String fused, double predictedNanos) {
    /** Whether it only copies values into another layout. */
    public boolean converts() {
      return algorithm.contains(LayoutConversion.TO);
    }
  }

  /** What all layers are expected to take for a sample. */
  public double predictedNanos() {
    return layers.stream().mapToDouble(Layer::predictedNanos).sum();
  }

  static PlanExplanation of(Plan plan) {
    List<Layer> layers = new ArrayList<>();
    List<dev.lamina.compiler.plan.Step> steps = plan.steps();
    int first = 0;
    for (int i = 1; i <= steps.size(); i++) {
      if (i == steps.size() || !steps.get(i).layers().equals(steps.get(first).layers())) {
        layers.add(layer(plan, steps.subList(first, i)));
        first = i;
      }
    }
    return new PlanExplanation(plan.graph().className(), plan.target(), layers);
  }

  private static Layer layer(Plan plan, List<dev.lamina.compiler.plan.Step> steps) {
    Graph graph = plan.graph();
    List<Node> nodes = steps.get(0).layers().stream().map(graph::node).toList();
    List<String> names = new ArrayList<>();
    long multiplyAdds = 0;
    long weights = 0;
    for (Node node : nodes) {
      names.add(node.path());
      node.fused().forEach(f -> names.add(f.path()));
      multiplyAdds += node.layer().multiplyAdds(graph.inputShapes(node));
    }
    for (dev.lamina.compiler.plan.Step step : steps) {
      weights += CostModel.weightBytes(plan, step);
    }
    long bytes = weights + Float.BYTES * (operands(graph, nodes.get(0)) + result(nodes));
    return new Layer(
        names, multiplyAdds, bytes, weights, steps.stream().map(s -> step(plan, s)).toList());
  }

  private static long operands(Graph graph, Node node) {
    long elements = graph.inputShapes(node).stream().mapToLong(s -> s.elements()).sum();
    for (Node.Fused fused : node.fused()) {
      elements +=
          fused.inputs().stream()
              .filter(i -> i != Node.Fused.RESULT)
              .mapToLong(i -> graph.node(i).shape().elements())
              .sum();
    }
    return elements;
  }

  private static long result(List<Node> nodes) {
    return nodes.get(nodes.size() - 1).shape().elements();
  }

  private static Step step(Plan plan, dev.lamina.compiler.plan.Step step) {
    String text = step.algorithm();
    int end = outerComma(text);
    String algorithm = text.substring(0, end);
    Matcher tiled = TILED.matcher(algorithm);
    boolean hasTile = tiled.matches();
    return new Step(
        step.method(),
        hasTile ? tiled.group(1) : algorithm,
        hasTile ? tiled.group(2) : "",
        text.substring(Math.min(text.length(), end + ", ".length())),
        CostModel.nanos(plan, step));
  }

  /** Where the first comma is that stands in no parentheses, or the text's end. */
  private static int outerComma(String text) {
    int depth = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      if (c == ',' && depth == 0) {
        return i;
      }
    }
    return text.length();
  }
}
