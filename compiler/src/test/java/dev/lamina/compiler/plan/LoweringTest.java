package dev.lamina.compiler.plan;

import dev.lamina.compiler.diag.CompilationException;
import dev.lamina.compiler.elaborate.Elaborations;
import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.layer.Shape;
import dev.lamina.compiler.pass.PassOptions;
import dev.lamina.compiler.pass.Passes;
import dev.lamina.compiler.random.Choices;
import dev.lamina.compiler.random.RandomLayers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every layer's kernels, interpreted, agree with its plain evaluation. */
class LoweringTest {
  private static final int USES = Integer.getInteger("lamina.test.uses", 2);

  @ParameterizedTest
  @EnumSource
  void agrees(Target target) {
    Choices choices = new Choices(target.name().hashCode() + USES);
    for (RandomLayers.Use use : RandomLayers.ALL) {
      for (int i = 0; i < USES; i++) {
        String text = accepted(use, choices);
        Graph graph = Elaborations.graph(text);
        try {
          check(graph, target);
        } catch (RuntimeException | AssertionError e) {
          throw new AssertionError(text, e);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void transposedConvolutionsOfAnyStride(Target target) {
    for (String use :
        List.of(
            "convtranspose(3, (2, 19), stride=(1, 9))",
            "convtranspose(6, (3, 16), stride=(2, 8), pad=(1, 4), groups=2)",
            "convtranspose(5, 5, stride=4, pad=1, output_padding=2) -> relu -> prelu(5)",
            "convtranspose(9, 2, stride=2) -> batchnorm -> gelu",
            "convtranspose(3, 70, dilation=2, bias=false)")) {
      Graph graph = Elaborations.graph("input(2, 2, 19) -> " + use);
      check(graph, target);
    }
  }

  /** As written, and with layers fused. */
  private static void check(Graph graph, Target target) {
    Graph optimised = Passes.apply(graph, PassOptions.defaults());
    for (Graph g : List.of(graph, optimised)) {
      Agreement.check(graph, Planner.plan(g, target, PlanOptions.defaults()), 2, 1);
    }
  }

  /** A network of one use of the layer, which the compiler takes. */
  private static String accepted(RandomLayers.Use use, Choices choices) {
    for (int attempt = 0; attempt < 1000; attempt++) {
      List<Integer> sizes = sizes(use, choices);
      String text = "input" + Shape.of(sizes) + " -> " + use.text().apply(choices, sizes);
      if (graph(text).isPresent()) {
        return text;
      }
    }
    throw new AssertionError("every use of " + use.name() + " is refused");
  }

  private static List<Integer> sizes(RandomLayers.Use use, Choices choices) {
    int rank = choices.between(use.minRank(), use.maxRank());
    List<Integer> sizes = new ArrayList<>();
    for (int d = 0; d < rank; d++) {
      sizes.add(choices.size(d == 0 ? 8 : rank > 3 ? 4 : 22));
    }
    return sizes;
  }

  private static Optional<Graph> graph(String text) {
    try {
      return Optional.of(Elaborations.graph(text));
    } catch (CompilationException e) {
      return Optional.empty();
    }
  }
}
