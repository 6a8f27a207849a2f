package dev.lamina.compiler.pass;

import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.GraphRewriter;
import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.layer.BatchNorm;
import dev.lamina.compiler.layer.ChannelAffine;
import java.util.Map;

/** Makes one multiplication and one addition of each batch norm, with factors computed at load. */
final class BatchNormToAffine implements Pass {
  @Override
  public String name() {
    return "batch-norm-to-affine";
  }

  @Override
  public boolean isExact() {
    return true;
  }

  @Override
  public Graph apply(Graph graph) {
    GraphRewriter rewriter = new GraphRewriter(graph);
    for (int i = 0; i < graph.nodes().size(); i++) {
      Node node = graph.node(i);
      rewriter.keep(i, node.layer() instanceof BatchNorm norm ? affine(node, norm) : node);
    }
    return rewriter.build();
  }

  private static Node affine(Node node, BatchNorm norm) {
    Affine affine = Affine.of(norm, node);
    return node.with(
        new ChannelAffine(norm.channels()),
        Map.of(ChannelAffine.SCALE, affine.scale(), ChannelAffine.SHIFT, affine.shift()));
  }
}
