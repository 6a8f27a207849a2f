package dev.lamina.compiler.graph;

import dev.lamina.compiler.layer.Layer;
import dev.lamina.compiler.layer.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Evaluates a graph layer by layer with their plain evaluations: the oracle that generated code is
 * compared with. Optimised graphs evaluate as well, fused layers one after another.
 */
public final class GraphEvaluator {
  private final Graph graph;
  private final int[] lastUse;
  private final List<Map<String, Tensor>> weights = new ArrayList<>();
  private final List<List<Map<String, Tensor>>> fusedWeights = new ArrayList<>();

  /**
   * With weights.
   *
   * @param raw the tensors of the weights file by their {@code state_dict} names; more than the
   *     graph needs do no harm
   */
  public GraphEvaluator(Graph graph, Map<String, Tensor> raw) {
    this.graph = graph;
    this.lastUse = lastUses(graph);
    WeightEvaluator evaluator = new WeightEvaluator(raw);
    for (Node node : graph.nodes()) {
      weights.add(evaluate(evaluator, node.weights()));
      fusedWeights.add(node.fused().stream().map(f -> evaluate(evaluator, f.weights())).toList());
    }
  }

  /**
   * The outputs for one sample, in the order of {@link Graph#outputs}.
   *
   * @param inputs one tensor an input, in the order of {@link Graph#inputs}
   */
  public List<Tensor> evaluate(List<Tensor> inputs) {
    return evaluate(inputs, result -> result);
  }

  /**
   * The outputs for one sample, with every layer's result changed before it is used: to see how
   * much a network makes of small errors on the way.
   */
  public List<Tensor> evaluate(List<Tensor> inputs, UnaryOperator<Tensor> change) {
    if (inputs.size() != graph.inputs().size()) {
      throw new IllegalArgumentException(
          inputs.size() + " inputs given, the network takes " + graph.inputs().size());
    }
    Tensor[] results = new Tensor[graph.nodes().size()];
    for (int i = 0; i < results.length; i++) {
      int input = graph.inputs().indexOf(i);
      results[i] = input >= 0 ? checked(i, inputs.get(input)) : change.apply(evaluate(i, results));
      release(i, results);
    }
    return graph.outputs().stream().map(o -> results[o.node()]).toList();
  }

  private Tensor checked(int node, Tensor input) {
    if (!input.shape().equals(graph.node(node).shape())) {
      throw new IllegalArgumentException(
          graph.node(node).path() + " is " + graph.node(node).shape() + ", not " + input.shape());
    }
    return input;
  }

  private Tensor evaluate(int index, Tensor[] results) {
    Node node = graph.node(index);
    Tensor result = evaluate(node.layer(), node.inputs(), weights.get(index), results, null);
    for (int i = 0; i < node.fused().size(); i++) {
      Node.Fused f = node.fused().get(i);
      result = evaluate(f.layer(), f.inputs(), fusedWeights.get(index).get(i), results, result);
    }
    if (!result.shape().equals(node.shape())) {
      throw new IllegalStateException(
          node.path() + " evaluates to " + result.shape() + ", not " + node.shape());
    }
    return result;
  }

  private static Tensor evaluate(
      Layer layer,
      List<Integer> inputs,
      Map<String, Tensor> weights,
      Tensor[] results,
      Tensor result) {
    List<Tensor> operands =
        inputs.stream().map(i -> i == Node.Fused.RESULT ? result : results[i]).toList();
    return layer.evaluate(operands, weights);
  }

  private void release(int index, Tensor[] results) {
    Node node = graph.node(index);
    node.inputs().forEach(i -> releaseAfter(index, i, results));
    node.fused().forEach(f -> f.inputs().forEach(i -> releaseAfter(index, i, results)));
  }

  private void releaseAfter(int index, int operand, Tensor[] results) {
    if (operand >= 0 && lastUse[operand] == index) {
      results[operand] = null;
    }
  }

  private static int[] lastUses(Graph graph) {
    int[] last = new int[graph.nodes().size()];
    for (int index = 0; index < last.length; index++) {
      int user = index;
      Node node = graph.node(index);
      node.inputs().forEach(i -> last[i] = user);
      node.fused()
          .forEach(f -> f.inputs().stream().filter(i -> i >= 0).forEach(i -> last[i] = user));
    }
    graph.outputs().forEach(o -> last[o.node()] = Integer.MAX_VALUE);
    return last;
  }

  private static Map<String, Tensor> evaluate(
      WeightEvaluator evaluator, Map<String, Weight> weights) {
    Map<String, Tensor> values = new HashMap<>();
    weights.forEach((name, weight) -> values.put(name, evaluator.evaluate(weight)));
    return Map.copyOf(values);
  }
}
