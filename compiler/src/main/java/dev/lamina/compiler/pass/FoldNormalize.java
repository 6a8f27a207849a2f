package dev.lamina.compiler.pass;

import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.GraphRewriter;
import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.graph.Weight;
import dev.lamina.compiler.layer.Conv;
import dev.lamina.compiler.layer.Margins;
import dev.lamina.compiler.layer.Normalize;
import dev.lamina.compiler.layer.PadMode;
import dev.lamina.compiler.layer.Shape;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Folds a normalize into the weights of the convolution that alone takes its result, unless that
 * pads with zeros: those would have to be means.
 */
final class FoldNormalize implements Pass {
  /** The factors are summed up in memory at load. */
  private static final long MAX_WEIGHTS = 1 << 20;

  @Override
  public String name() {
    return "fold-normalize";
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
      if (node.layer() instanceof Conv conv && isExact(conv, node)) {
        int producer = node.inputs().get(0);
        Node before = graph.node(producer);
        boolean alone = uses[producer] == 1 && before.fused().isEmpty();
        if (alone && before.layer() instanceof Normalize normalize) {
          rewriter.keep(i, folded(node, conv, normalize).withInputs(before.inputs()));
          continue;
        }
      }
      rewriter.keep(i);
    }
    return new RemoveUnused().apply(rewriter.build());
  }

  private static boolean isExact(Conv conv, Node node) {
    boolean zeros = conv.paddingMode() == PadMode.ZEROS;
    return conv.groups() == 1
        && (!zeros || conv.window().padding().equals(Margins.NONE))
        && node.weights().get("weight").shape().elements() <= MAX_WEIGHTS;
  }

  private static Node folded(Node node, Conv conv, Normalize normalize) {
    List<Double> mean = each(normalize.mean(), conv.in());
    List<Double> std = each(normalize.std(), conv.in());
    Weight weight = node.weights().get("weight");
    Weight factor = vector(conv.in(), c -> 1 / std.get(c));
    Weight means = vector(conv.in(), c -> mean.get(c) / std.get(c));
    Weight bias = conv.bias() ? node.weights().get("bias") : Weights.filled(conv.out(), 0);
    return node.with(
        conv.withBias(),
        Map.of(
            "weight",
            new Weight.Scaled(weight, factor, 1),
            "bias",
            Weights.subtract(bias, new Weight.Contracted(weight, means, 1))));
  }

  private static List<Double> each(List<Double> values, int channels) {
    return values.size() == 1 ? Collections.nCopies(channels, values.get(0)) : values;
  }

  private static Weight vector(int size, java.util.function.IntToDoubleFunction value) {
    List<Double> values = IntStream.range(0, size).mapToDouble(value).boxed().toList();
    return new Weight.Constant(Shape.of(size), values);
  }
}
