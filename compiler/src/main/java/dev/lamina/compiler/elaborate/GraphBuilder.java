package dev.lamina.compiler.elaborate;

import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.graph.Weight;
import dev.lamina.compiler.layer.Input;
import dev.lamina.compiler.layer.InputConversion;
import dev.lamina.compiler.layer.Layer;
import dev.lamina.compiler.layer.Parameter;
import dev.lamina.compiler.layer.Shape;
import dev.lamina.compiler.layer.ShapeException;
import dev.lamina.compiler.source.Source;
import dev.lamina.compiler.source.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The graph as it grows. */
final class GraphBuilder {
  private static final int TRAIL_LENGTH = 8;

  private final List<Node> nodes = new ArrayList<>();
  private final List<Integer> inputs = new ArrayList<>();
  private final List<Graph.Output> outputs = new ArrayList<>();

  /** Adds an input and, where the network sees it otherwise, its conversion. */
  Flow input(String name, Input input, Span span) {
    inputs.add(nodes.size());
    Flow flow = append(new Node(name, input, List.of(), Map.of(), List.of(), input.shape(), span));
    return input.isPlain() ? flow : add(name, InputConversion.of(input), List.of(flow), span);
  }

  /**
   * Adds a layer.
   *
   * @throws ShapeException if it does not take what arrives, or makes too much of it
   */
  Flow add(String path, Layer layer, List<Flow> operands, Span span) {
    Shape shape = layer.shape(operands.stream().map(this::shape).toList());
    checkSize("the result of `" + name(layer) + "`", shape);
    Map<String, Weight> weights = new HashMap<>();
    for (Parameter p : layer.parameters()) {
      checkSize("the " + p.name() + " of `" + name(layer) + "`", p.shape());
      weights.put(p.name(), weight(path + "." + p.name(), p));
    }
    List<Integer> indices = operands.stream().map(Flow::node).toList();
    return append(new Node(path, layer, indices, weights, List.of(), shape, span));
  }

  private static Weight weight(String name, Parameter parameter) {
    return parameter.init() instanceof Parameter.Init.Constant c
        ? new Weight.Constant(parameter.shape(), c.values())
        : new Weight.Raw(name, parameter.shape());
  }

  /** Refuses what no array of the JVM holds. */
  static void checkSize(String what, Shape shape) {
    long elements;
    try {
      elements = shape.elements();
    } catch (ArithmeticException e) {
      elements = Long.MAX_VALUE;
    }
    if (elements > Integer.MAX_VALUE) {
      String count = elements == Long.MAX_VALUE ? "more than 2^63" : Texts.grouped(elements);
      throw new ShapeException(
          what + " " + shape + " has " + count + " elements, more than a tensor holds",
          "a tensor holds at most " + Texts.grouped(Integer.MAX_VALUE) + " elements");
    }
  }

  void output(String name, Flow flow) {
    outputs.add(new Graph.Output(name, flow.node()));
  }

  Shape shape(Flow flow) {
    return nodes.get(flow.node()).shape();
  }

  List<Node> inputs() {
    return inputs.stream().map(nodes::get).toList();
  }

  Graph build(String className, Source source) {
    return new Graph(className, source, nodes, inputs, outputs);
  }

  /**
   * How the shape came about: {@code shapes on the way: input (3, 32, 32) -> conv (64, 32, 32)}.
   * Nothing where it is an input's.
   */
  Optional<String> trail(Flow flow) {
    List<String> steps = new ArrayList<>();
    Node node = nodes.get(flow.node());
    while (!node.inputs().isEmpty() && steps.size() <= TRAIL_LENGTH) {
      Node before = nodes.get(node.inputs().get(0));
      if (!before.shape().equals(node.shape())) {
        steps.add(0, step(node));
      }
      node = before;
    }
    if (steps.isEmpty()) {
      return Optional.empty();
    }
    steps.add(0, node.inputs().isEmpty() ? node.path() + " " + node.shape() : "...");
    return Optional.of("shapes on the way: " + String.join(" -> ", steps));
  }

  private static String step(Node node) {
    return name(node.layer()) + " " + node.shape();
  }

  private static String name(Layer layer) {
    String text = layer.toString();
    int end = text.indexOf('(');
    return end < 0 ? text : text.substring(0, end);
  }

  private Flow append(Node node) {
    nodes.add(node);
    return new Flow(nodes.size() - 1);
  }
}
