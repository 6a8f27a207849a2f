package dev.lamina.compiler.pass;

import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.GraphRewriter;
import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.graph.Weight;
import dev.lamina.compiler.layer.BatchNorm;
import dev.lamina.compiler.layer.Conv;
import dev.lamina.compiler.layer.ConvTranspose;
import dev.lamina.compiler.layer.Layer;
import dev.lamina.compiler.layer.Linear;
import java.util.Map;
import java.util.Optional;

/**
 * Folds a batch norm into the weights of the convolution or linear layer before it, where nothing
 * else takes that layer's result.
 */
final class FoldBatchNorm implements Pass {
  @Override
  public String name() {
    return "fold-batch-norm";
  }

  @Override
  public boolean isExact() {
    return false;
  }

  @Override
  public Graph apply(Graph graph) {
    GraphRewriter rewriter = new GraphRewriter(graph);
    int[] uses = graph.uses();
    for (int i = 0; i < graph.nodes().size(); i++) {
      Node node = graph.node(i);
      if (node.layer() instanceof BatchNorm norm && node.fused().isEmpty()) {
        int producer = node.inputs().get(0);
        Optional<Product> product = Product.of(graph.node(producer));
        if (product.isPresent() && uses[producer] == 1) {
          int result = rewriter.result(producer);
          rewriter.set(result, product.get().folded(rewriter.node(result), Affine.of(norm, node)));
          rewriter.replace(i, result);
          continue;
        }
      }
      rewriter.keep(i);
    }
    return rewriter.build();
  }

  /**
   * A layer whose result is a sum of products with its weights, plus a bias.
   *
   * @param withBias the layer with a bias, whether it has one or not
   * @param bias whether it has one
   * @param dim the dimension of its weights that is the result's channels
   */
  private record Product(Layer withBias, boolean bias, int dim) {
    static Optional<Product> of(Node node) {
      if (!node.fused().isEmpty()) {
        return Optional.empty();
      }
      Layer layer = node.layer();
      if (layer instanceof Conv c) {
        return Optional.of(new Product(c.withBias(), c.bias(), 0));
      }
      if (layer instanceof ConvTranspose c && c.groups() == 1) {
        return Optional.of(new Product(c.withBias(), c.bias(), 1));
      }
      if (layer instanceof Linear l && node.shape().rank() == 1) {
        return Optional.of(new Product(l.withBias(), l.bias(), 0));
      }
      return Optional.empty();
    }

    Node folded(Node node, Affine affine) {
      Weight weight = new Weight.Scaled(node.weights().get("weight"), affine.scale(), dim);
      Weight shift =
          bias
              ? Weights.add(
                  Weights.multiply(node.weights().get("bias"), affine.scale()), affine.shift())
              : affine.shift();
      return node.with(withBias, Map.of("weight", weight, "bias", shift));
    }
  }
}
