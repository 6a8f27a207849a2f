package dev.lamina.compiler.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.elaborate.Elaborations;
import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.pass.PassOptions;
import dev.lamina.compiler.pass.Passes;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which depthwise convolutions are computed together with what they take, and what that gives. */
class DepthwisePairTest {
  private static final String PAIR = "direct and depthwise conv ";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "input(8, 92, 93) -> conv(32, 1) -> relu6 -> conv(32, 3, stride=2, pad=1, groups=32) ->"
            + " relu6 | 1 | 1",
        "input(3, 183, 185) -> conv(32, 3, stride=2, pad=1) -> conv(32, 3, stride=2, groups=32) | 1"
            + " | 1",
        "input(2, 90, 95) -> conv(32, 1) -> prelu(32) -> conv(32, 5, stride=(2, 1), pad=2,"
            + " groups=32) -> prelu(32) | 1 | 1",
        "input(2, 97, 93) -> conv(32, 1) -> conv(32, 3, stride=3, pad=1, groups=32, bias=false) ->"
            + " sigmoid -> [conv(32, 3, pad=1), identity] | 1 | 1",
        "input(2, 130, 130) -> conv(16, 1) -> conv(16, 3, stride=2, pad=1, groups=16) | 1 | 0",
        "input(2, 92, 93) -> conv(32, 1) -> conv(32, 3, pad=1, groups=32) | 0 | 0",
        "input(2, 92, 93) -> conv(32, 1) -> conv(32, 2, stride=3, groups=32) | 0 | 0",
        "input(2, 92, 93) -> conv(32, 1) -> (conv(32, 3, stride=2, groups=32) + conv(32, 3,"
            + " stride=2)) | 0 | 0",
        "input(8, 46, 46) -> conv(32, 1) -> conv(32, 3, stride=2, pad=1, groups=32) | 0 | 0",
      })
  void largePlanesStayInTheCache(String network, int simd256, int simd512) {
    Graph written = Elaborations.graph(network);
    Graph graph = Passes.apply(written, PassOptions.defaults());
    assertEquals(0, pairs(graph, Target.SCALAR), "scalar");
    assertEquals(simd256, pairs(graph, Target.SIMD256), "simd256");
    assertEquals(simd512, pairs(graph, Target.SIMD512), "simd512");
    for (Target target : List.of(Target.SIMD128, Target.SIMD256, Target.SIMD512)) {
      Agreement.check(written, Planner.plan(graph, target, PlanOptions.defaults()), 2, 1);
    }
  }

  private static long pairs(Graph graph, Target target) {
    return Planner.plan(graph, target, PlanOptions.defaults()).steps().stream()
        .filter(s -> s.algorithm().startsWith(PAIR))
        .count();
  }

  @Test
  void aStepComputesBothLayersInASmallPartOfTheMemory() {
    Graph graph =
        Passes.apply(
            Elaborations.graph(
                "input(16, 112, 112) -> conv(96, 1) -> relu6"
                    + " -> conv(96, 3, stride=2, pad=1, groups=96) -> relu6"),
            PassOptions.defaults());
    Plan plan = Planner.plan(graph, Target.SIMD256, new PlanOptions(1, 1 << 18, false));
    Step step =
        plan.steps().stream().filter(s -> s.algorithm().startsWith(PAIR)).findFirst().orElseThrow();
    assertEquals(PAIR + "4x2+7x1, relu6(2x), relu6(2x)", step.algorithm());
    assertEquals(List.of(1, 2), step.layers());
    int between = 96 * 112 * 112;
    assertTrue(plan.scratch().stream().mapToInt(Integer::intValue).sum() < between, "scratch");
  }
}
