package dev.lamina.compiler.pass;

import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.GraphRewriter;
import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.layer.Activation;
import dev.lamina.compiler.layer.Layer;
import dev.lamina.compiler.scalar.Scalar;
import java.util.Optional;

/**
 * Halves what a {@code relu6} takes, by the weights of the layer before it, where nothing else
 * takes that layer's result: of h = x / 2, max(x, 0) is h + |h|, which is two instructions without
 * a comparison. All bits stay as they were, but for weights whose half is no float (below 2^-125),
 * and minus infinity becomes NaN.
 */
final class HalveClamped implements Pass {
  private static final Scalar X = Scalar.x();
  private static final Scalar ABOVE_ZERO = X.max(Scalar.of(0));

  @Override
  public String name() {
    return "halve-clamped";
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
      Optional<Layer> clamp = ofHalf(node);
      if (clamp.isPresent()) {
        int producer = node.inputs().get(0);
        Optional<Product> product = Product.usedOnce(graph, uses, producer);
        if (product.isPresent()) {
          int result = rewriter.result(producer);
          rewriter.set(result, product.get().scaled(rewriter.node(result), 0.5));
          node = node.with(clamp.get(), node.weights());
        }
      }
      rewriter.keep(i, node);
    }
    return rewriter.build();
  }

  /** The clamp from 0 to a constant that a node computes, if it does, for half its input. */
  private static Optional<Layer> ofHalf(Node node) {
    if (node.fused().isEmpty()
        && node.layer() instanceof Activation a
        && a.function() instanceof Scalar.Binary b
        && b.op() == Scalar.BinaryOp.MIN
        && b.a().equals(ABOVE_ZERO)
        && b.b() instanceof Scalar.Constant c) {
      Scalar half = X.min(Scalar.of(c.value() / 2));
      Scalar function = half.plus(half.apply(Scalar.UnaryOp.ABS));
      return Optional.of(new Activation(a.text() + "(2x)", function));
    }
    return Optional.empty();
  }
}
