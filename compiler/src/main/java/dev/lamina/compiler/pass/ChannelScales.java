package dev.lamina.compiler.pass;

import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.GraphRewriter;
import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.graph.Weight;
import dev.lamina.compiler.layer.Conv;
import dev.lamina.compiler.layer.ConvTranspose;
import dev.lamina.compiler.layer.Linear;
import dev.lamina.compiler.layer.Shape;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Has weights be integers times a scale for each output channel, which is a tensor beside them. It
 * comes after all passes: a factor that was folded into the weights is multiplied by the scale.
 */
public final class ChannelScales {
  /** What a scale's name has behind its tensor's. */
  public static final String SUFFIX = "_scale";

  private static final String WEIGHT = "weight";

  private final Map<String, Integer> dims;

  private ChannelScales(Map<String, Integer> dims) {
    this.dims = dims;
  }

  /** The dimension of output channels of each tensor that holds the weights of products. */
  public static Map<String, Integer> dims(Graph graph) {
    Map<String, Integer> dims = new LinkedHashMap<>();
    for (Node node : graph.nodes()) {
      if (node.weights().get(WEIGHT) instanceof Weight.Raw raw) {
        if (node.layer() instanceof ConvTranspose) {
          dims.put(raw.name(), 1);
        } else if (node.layer() instanceof Conv || node.layer() instanceof Linear) {
          dims.put(raw.name(), 0);
        }
      }
    }
    return dims;
  }

  /** The graph with scales for the tensors of {@code dims}. */
  public static Graph apply(Graph graph, Map<String, Integer> dims) {
    ChannelScales scales = new ChannelScales(dims);
    GraphRewriter rewriter = new GraphRewriter(graph);
    for (int i = 0; i < graph.nodes().size(); i++) {
      Node node = graph.node(i);
      Map<String, Weight> weights = new LinkedHashMap<>();
      node.weights().forEach((name, weight) -> weights.put(name, scales.apply(weight)));
      rewriter.keep(i, node.with(node.layer(), weights));
    }
    return rewriter.build();
  }

  private Weight apply(Weight weight) {
    if (weight instanceof Weight.Raw raw) {
      Integer dim = dims.get(raw.name());
      return dim == null ? raw : new Weight.Scaled(raw, scale(raw, dim), dim);
    }
    if (weight instanceof Weight.Scaled s) {
      Weight factor = apply(s.factor());
      return s.a() instanceof Weight.Raw raw
              && Integer.valueOf(s.dim()).equals(dims.get(raw.name()))
          ? new Weight.Scaled(
              raw, new Weight.Binary(Weight.Op.MUL, scale(raw, s.dim()), factor), s.dim())
          : new Weight.Scaled(apply(s.a()), factor, s.dim());
    }
    if (weight instanceof Weight.Binary b) {
      return new Weight.Binary(b.op(), apply(b.a()), apply(b.b()));
    }
    if (weight instanceof Weight.Sqrt s) {
      return new Weight.Sqrt(apply(s.a()));
    }
    if (weight instanceof Weight.Contracted c) {
      return new Weight.Contracted(apply(c.a()), apply(c.factor()), c.dim());
    }
    if (weight instanceof Weight.View view) {
      return new Weight.View(apply(view.a()), view.shape());
    }
    return weight;
  }

  private static Weight.Raw scale(Weight.Raw raw, int dim) {
    return new Weight.Raw(raw.name() + SUFFIX, Shape.of(raw.shape().size(dim)));
  }
}
