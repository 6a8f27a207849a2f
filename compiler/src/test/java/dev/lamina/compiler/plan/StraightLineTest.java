package dev.lamina.compiler.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lamina.compiler.elaborate.Elaborations;
import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.pass.PassOptions;
import dev.lamina.compiler.pass.Passes;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which layers become one kernel without loops, and what it computes. */
class StraightLineTest {
  private static final String STRAIGHT = "straight-line code";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "input(4) -> linear(16) -> relu -> linear(3) -> softmax | 1 | 1 | 1",
        "input(4) -> linear(8) -> prelu(8) -> linear(8) -> relu -> linear(8) | 1 | 1 | 1",
        "input(5) -> linear(11) -> relu -> linear(3) -> softmin | 1 | 1 | 1",
        "input(16) -> linear(7) -> relu -> linear(2, bias=false) -> logsoftmax | 1 | 1 | 1",
        "input(3) -> linear(1) -> sigmoid | 1 | 1 | 1",
        "input(1) -> linear(1, bias=false) | 1 | 1 | 1",
        "input(16) -> linear(12) -> relu -> linear(12) -> relu -> linear(2) | 2 | 2 | 2",
        "input(64) -> linear(256) -> relu -> linear(10) | 0 | 0 | 0",
        "input(2, 4) -> linear(3) | 0 | 0 | 0",
        "x = input(4) y = x -> linear(4) output a = y output b = y -> linear(2) | 2 | 2 | 2",
      })
  void smallVectorsAreOneKernel(String network, int scalar, int simd256, int simd512) {
    Graph graph = Passes.apply(Elaborations.graph(network), PassOptions.defaults());
    assertEquals(scalar, lines(graph, Target.SCALAR), "scalar");
    assertEquals(simd256, lines(graph, Target.SIMD256), "simd256");
    assertEquals(simd512, lines(graph, Target.SIMD512), "simd512");
    for (Target target : Target.values()) {
      Agreement.check(graph, Planner.plan(graph, target, PlanOptions.defaults()), 3, 1);
    }
  }

  private static long lines(Graph graph, Target target) {
    return Planner.plan(graph, target, PlanOptions.defaults()).steps().stream()
        .filter(s -> s.algorithm().equals(STRAIGHT))
        .count();
  }

  @Test
  void aStepComputesAllLayersOfALine() {
    Graph graph = Elaborations.graph("input(4) -> linear(16) -> linear(3) -> softmax");
    Plan plan = Planner.plan(graph, Target.SIMD256, PlanOptions.defaults());
    assertEquals(List.of(List.of(1, 2, 3)), plan.steps().stream().map(Step::layers).toList());
    assertEquals(List.of(), plan.scratch());
  }
}
