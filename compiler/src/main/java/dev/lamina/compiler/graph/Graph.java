package dev.lamina.compiler.graph;

import dev.lamina.compiler.layer.Layer;
import dev.lamina.compiler.layer.Parameter;
import dev.lamina.compiler.layer.Shape;
import dev.lamina.compiler.source.Source;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A network: a typed, shape-inferred directed acyclic graph of layers. Immutable.
 *
 * @param className the binary name of the class to generate, such as {@code nn.lenet.LeNet}
 * @param source the file it came from
 * @param nodes in topological order; edges are indices into this list
 * @param inputs the nodes of the inputs, in the order of the generated method's arguments
 * @param outputs the named results, in the order written
 */
public record Graph(
    String className, Source source, List<Node> nodes, List<Integer> inputs, List<Output> outputs) {
  public Graph {
    nodes = List.copyOf(nodes);
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  /** A named result. */
  public record Output(String name, int node) {}

  /** The node of that index. */
  public Node node(int index) {
    return nodes.get(index);
  }

  /** The layer of that node. */
  public Layer layer(int index) {
    return nodes.get(index).layer();
  }

  /** The shapes of a node's inputs. */
  public List<Shape> inputShapes(Node node) {
    return node.inputs().stream().map(i -> nodes.get(i).shape()).toList();
  }

  /** How often each node is used, by other nodes, by fused layers and as an output. */
  public int[] uses() {
    int[] uses = new int[nodes.size()];
    for (Node node : nodes) {
      node.inputs().forEach(i -> uses[i]++);
      node.fused().forEach(f -> f.inputs().stream().filter(i -> i >= 0).forEach(i -> uses[i]++));
    }
    outputs.forEach(o -> uses[o.node()]++);
    return uses;
  }

  /**
   * The tensors that the weights file must hold, by their {@code state_dict} names, in the order of
   * the source. Complete as elaborated; passes may turn tensors into parts of expressions.
   */
  public Map<String, Parameter> rawParameters() {
    Map<String, Parameter> parameters = new LinkedHashMap<>();
    for (Node node : nodes) {
      addRaw(parameters, node.layer(), node.weights());
      node.fused().forEach(f -> addRaw(parameters, f.layer(), f.weights()));
    }
    return parameters;
  }

  private static void addRaw(
      Map<String, Parameter> parameters, Layer layer, Map<String, Weight> weights) {
    for (Parameter p : layer.parameters()) {
      if (weights.get(p.name()) instanceof Weight.Raw raw) {
        parameters.put(raw.name(), p);
      }
    }
  }
}
