package dev.lamina.compiler.graph;

import dev.lamina.compiler.layer.Layer;
import dev.lamina.compiler.layer.Shape;
import dev.lamina.compiler.source.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A layer in its place in the network.
 *
 * @param path the name of its stage as PyTorch's {@code state_dict} has it: {@code layer1.0.conv1};
 *     the value's name for an input
 * @param layer what it computes
 * @param inputs the nodes it takes, by their index in the graph
 * @param weights its parameters by {@link dev.lamina.compiler.layer.Parameter#name}
 * @param fused further layers computed on its result before it is stored, in order
 * @param shape the shape of the result, after the fused layers
 * @param span where it stands in the source
 */
public record Node(
    String path,
    Layer layer,
    List<Integer> inputs,
    Map<String, Weight> weights,
    List<Fused> fused,
    Shape shape,
    Span span) {
  public Node {
    inputs = List.copyOf(inputs);
    weights = Map.copyOf(weights);
    fused = List.copyOf(fused);
  }

  /** With other operands. */
  public Node withInputs(List<Integer> inputs) {
    return new Node(path, layer, inputs, weights, fused, shape, span);
  }

  /** With another layer and other weights. */
  public Node with(Layer layer, Map<String, Weight> weights) {
    return new Node(path, layer, inputs, weights, fused, shape, span);
  }

  /** With other fused layers, the shape unchanged. */
  public Node withFused(List<Fused> fused) {
    return new Node(path, layer, inputs, weights, fused, shape, span);
  }

  /** With another layer fused after those it has. */
  public Node with(Fused next) {
    List<Fused> all = new ArrayList<>(fused);
    all.add(next);
    return new Node(path, layer, inputs, weights, all, next.shape(), span);
  }

  /**
   * A layer that was fused into the node before it.
   *
   * @param path the name of its stage
   * @param layer an element-wise layer, arithmetic, or a pooling as the last
   * @param inputs its operands by index in the graph, {@link #RESULT} for the value being computed
   * @param weights its parameters
   * @param shape its result's shape
   * @param span where it stands in the source
   */
  public record Fused(
      String path,
      Layer layer,
      List<Integer> inputs,
      Map<String, Weight> weights,
      Shape shape,
      Span span) {
    /** Stands in {@link #inputs} for the value being computed. */
    public static final int RESULT = -1;

    public Fused {
      inputs = List.copyOf(inputs);
      weights = Map.copyOf(weights);
    }

    /** With other operands. */
    public Fused withInputs(List<Integer> inputs) {
      return new Fused(path, layer, inputs, weights, shape, span);
    }
  }
}
