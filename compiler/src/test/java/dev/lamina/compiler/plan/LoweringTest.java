package dev.lamina.compiler.plan;

import dev.lamina.compiler.elaborate.Elaborations;
import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.pass.PassOptions;
import dev.lamina.compiler.pass.Passes;
import dev.lamina.compiler.random.Choices;
import dev.lamina.compiler.random.RandomLayers;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every layer's kernels, interpreted, agree with its plain evaluation. */
class LoweringTest {
  private static final int USES = Integer.getInteger("lamina.test.uses", 1);

  @ParameterizedTest
  @EnumSource(names = {"SCALAR", "SIMD128", "SIMD512"})
  void agrees(Target target) {
    Choices choices = new Choices(target.name().hashCode() + USES);
    for (RandomLayers.Use use : RandomLayers.ALL) {
      for (int i = 0; i < USES; i++) {
        String text = use.network(choices);
        Graph graph = Elaborations.graph(text);
        try {
          Agreement.check(graph, plan(graph, target), 1, 1);
        } catch (RuntimeException | AssertionError e) {
          throw new AssertionError(text, e);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SCALAR", "SIMD128", "SIMD512"})
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
      Agreement.check(graph, plan(g, target), 2, 1);
    }
  }

  private static Plan plan(Graph graph, Target target) {
    return Planner.plan(graph, target, PlanOptions.defaults());
  }
}
