package dev.lamina.compiler.graph;

import dev.lamina.compiler.layer.Input;
import dev.lamina.compiler.layer.Layer;
import dev.lamina.compiler.layer.Parameter;
import dev.lamina.compiler.layer.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Checks what every graph must hold, after elaboration and after each pass. A broken one is a
 * defect of the compiler, never a user's mistake.
 */
public final class GraphVerifier {
  private final Graph graph;
  private final Map<String, String> ownerOfParameters = new HashMap<>();
  private final Map<String, Shape> rawShapes = new HashMap<>();

  private GraphVerifier(Graph graph) {
    this.graph = graph;
  }

  /**
   * Checks {@code graph}.
   *
   * @throws IllegalStateException naming what is broken
   */
  public static void verify(Graph graph) {
    new GraphVerifier(graph).verify();
  }

  private void verify() {
    for (int i = 0; i < graph.nodes().size(); i++) {
      verify(i, graph.node(i));
    }
    verifyInputs();
    verifyOutputs();
  }

  private void verifyInputs() {
    Set<Integer> listed = new HashSet<>();
    for (int i : graph.inputs()) {
      require(i >= 0 && i < graph.nodes().size(), "input list names node %" + i + ", which is not");
      require(graph.layer(i) instanceof Input, "input list names %" + i + ", which is no input");
      require(listed.add(i), "input list names %" + i + " twice");
    }
    for (int i = 0; i < graph.nodes().size(); i++) {
      boolean input = graph.layer(i) instanceof Input;
      require(!input || listed.contains(i), "%" + i + " is an input missing from the input list");
    }
  }

  private void verifyOutputs() {
    require(!graph.outputs().isEmpty(), "no outputs");
    Set<String> names = new HashSet<>();
    for (Graph.Output o : graph.outputs()) {
      require(names.add(o.name()), "two outputs named " + o.name());
      require(
          o.node() >= 0 && o.node() < graph.nodes().size(),
          "output " + o.name() + " names node %" + o.node() + ", which is not");
    }
  }

  private void verify(int index, Node node) {
    String where = "%" + index + " (" + node.path() + ")";
    for (int i : node.inputs()) {
      require(
          i >= 0 && i < index, () -> where + " takes %" + i + ", which does not stand before it");
    }
    boolean input = node.layer() instanceof Input;
    require(
        input == node.inputs().isEmpty(),
        () -> where + " has " + node.inputs().size() + " operands");
    Shape shape = shape(where, node.layer(), graph.inputShapes(node));
    verifyWeights(where, node.path(), node.layer(), node.weights());
    for (Node.Fused fused : node.fused()) {
      shape = verify(index, where + " then " + fused.path(), fused, shape);
    }
    Shape result = shape;
    require(
        result.equals(node.shape()),
        () -> where + " has shape " + node.shape() + ", not " + result);
  }

  private Shape verify(int index, String where, Node.Fused fused, Shape result) {
    List<Shape> shapes = new ArrayList<>();
    for (int i : fused.inputs()) {
      boolean known = i == Node.Fused.RESULT || (i >= 0 && i < index);
      require(known, () -> where + " takes %" + i + ", which does not stand before it");
      shapes.add(i == Node.Fused.RESULT ? result : graph.node(i).shape());
    }
    require(fused.inputs().contains(Node.Fused.RESULT), () -> where + " does not take the result");
    Shape shape = shape(where, fused.layer(), shapes);
    require(
        shape.equals(fused.shape()),
        () -> where + " has shape " + fused.shape() + ", not " + shape);
    verifyWeights(where, fused.path(), fused.layer(), fused.weights());
    return shape;
  }

  private static Shape shape(String where, Layer layer, List<Shape> inputs) {
    try {
      return layer.shape(inputs);
    } catch (RuntimeException e) {
      throw new IllegalStateException(
          "broken graph: " + where + " " + layer + " does not take " + inputs, e);
    }
  }

  private void verifyWeights(String where, String path, Layer layer, Map<String, Weight> weights) {
    Set<String> expected = new HashSet<>();
    for (Parameter p : layer.parameters()) {
      expected.add(p.name());
      Weight weight = weights.get(p.name());
      require(weight != null, () -> where + " lacks its " + p.name());
      require(
          weight.shape().equals(p.shape()),
          () -> where + " has a " + p.name() + " of " + weight.shape() + ", not " + p.shape());
      verify(where + "'s " + p.name(), weight);
    }
    require(
        expected.equals(weights.keySet()),
        () -> where + " has weights " + weights.keySet() + ", not " + expected);
    if (!expected.isEmpty()) {
      String other = ownerOfParameters.put(path, where);
      require(other == null, () -> where + " and " + other + " have parameters of the same name");
    }
  }

  private void verify(String where, Weight weight) {
    if (weight instanceof Weight.Raw raw) {
      Shape other = rawShapes.putIfAbsent(raw.name(), raw.shape());
      require(
          other == null || other.equals(raw.shape()),
          () ->
              where + " takes " + raw.name() + " as " + raw.shape() + ", elsewhere it is " + other);
    } else if (weight instanceof Weight.Constant c) {
      require(
          c.values().size() == c.shape().elements(),
          where + " has " + c.values().size() + " constants for " + c.shape());
    } else if (weight instanceof Weight.Binary b) {
      boolean fits = b.b().shape().elements() == 1 || b.b().shape().equals(b.a().shape());
      require(fits, where + " combines " + b.a().shape() + " with " + b.b().shape());
      verify(where, b.a());
      verify(where, b.b());
    } else if (weight instanceof Weight.Sqrt sqrt) {
      verify(where, sqrt.a());
    } else if (weight instanceof Weight.Scaled s) {
      verifyFactor(where, s.a(), s.factor(), s.dim());
    } else if (weight instanceof Weight.Contracted c) {
      verifyFactor(where, c.a(), c.factor(), c.dim());
    } else if (weight instanceof Weight.View v) {
      boolean fits = v.a().shape().elements() == v.shape().elements();
      require(fits, where + " views " + v.a().shape() + " as " + v.shape());
      verify(where, v.a());
    }
  }

  private void verifyFactor(String where, Weight a, Weight factor, int dim) {
    boolean fits =
        dim >= 0 && dim < a.shape().rank() && factor.shape().elements() == a.shape().size(dim);
    require(fits, where + " multiplies " + a.shape() + " by " + factor.shape() + " along " + dim);
    verify(where, a);
    verify(where, factor);
  }

  private static void require(boolean condition, Supplier<String> message) {
    require(condition, condition ? "" : message.get());
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalStateException("broken graph: " + message);
    }
  }
}
