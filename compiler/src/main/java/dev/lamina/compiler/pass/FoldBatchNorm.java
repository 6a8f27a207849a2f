package dev.lamina.compiler.pass;

import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.GraphRewriter;
import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.layer.BatchNorm;
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
        Optional<Product> product = Product.usedOnce(graph, uses, producer);
        if (product.isPresent()) {
          int result = rewriter.result(producer);
          Affine affine = Affine.of(norm, node);
          rewriter.set(
              result, product.get().scaled(rewriter.node(result), affine.scale(), affine.shift()));
          rewriter.replace(i, result);
          continue;
        }
      }
      rewriter.keep(i);
    }
    return rewriter.build();
  }
}
