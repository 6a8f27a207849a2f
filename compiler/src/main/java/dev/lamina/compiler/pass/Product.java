package dev.lamina.compiler.pass;

import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.graph.Weight;
import dev.lamina.compiler.layer.Conv;
import dev.lamina.compiler.layer.ConvTranspose;
import dev.lamina.compiler.layer.Layer;
import dev.lamina.compiler.layer.Linear;
import java.util.Map;
import java.util.Optional;

/**
 * A layer whose result is a sum of products with its weights, plus a bias.
 *
 * @param layer the layer
 * @param withBias the layer with a bias, whether it has one or not
 * @param bias whether it has one
 * @param dim the dimension of its weights that is the result's channels
 */
record Product(Layer layer, Layer withBias, boolean bias, int dim) {
  /** The layer of a node whose result one other takes alone, so that it may change. */
  static Optional<Product> usedOnce(Graph graph, int[] uses, int node) {
    return uses[node] == 1 ? of(graph.node(node)) : Optional.empty();
  }

  /** The product that a node computes, if it is one of which each channel can be scaled. */
  private static Optional<Product> of(Node node) {
    if (!node.fused().isEmpty()) {
      return Optional.empty();
    }
    Layer layer = node.layer();
    if (layer instanceof Conv c) {
      return Optional.of(new Product(c, c.withBias(), c.bias(), 0));
    }
    if (layer instanceof ConvTranspose c && c.groups() == 1) {
      return Optional.of(new Product(c, c.withBias(), c.bias(), 1));
    }
    if (layer instanceof Linear l && node.shape().rank() == 1) {
      return Optional.of(new Product(l, l.withBias(), l.bias(), 0));
    }
    return Optional.empty();
  }

  /** The node with its result times {@code factor}. */
  Node scaled(Node node, double factor) {
    int channels = node.weights().get("weight").shape().size(dim);
    Weight scale = Weights.filled(channels, factor);
    Weight weight = scaledWeight(node, scale);
    return node.with(
        layer,
        bias
            ? Map.of("weight", weight, "bias", scaledBias(node, scale))
            : Map.of("weight", weight));
  }

  /** The node with every channel of its result times {@code scale}, plus {@code shift}. */
  Node scaled(Node node, Weight scale, Weight shift) {
    Weight bias = this.bias ? Weights.add(scaledBias(node, scale), shift) : shift;
    return node.with(withBias, Map.of("weight", scaledWeight(node, scale), "bias", bias));
  }

  private Weight scaledWeight(Node node, Weight scale) {
    return new Weight.Scaled(node.weights().get("weight"), scale, dim);
  }

  private static Weight scaledBias(Node node, Weight scale) {
    return Weights.multiply(node.weights().get("bias"), scale);
  }
}
