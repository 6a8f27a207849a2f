package dev.lamina.compiler.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lamina.compiler.elaborate.Elaborations;
import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.pass.PassOptions;
import dev.lamina.compiler.pass.Passes;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which register tiles direct convolutions take on 512 bits. */
class ConvScheduleTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "input(256, 1, 27) -> conv(32, 3, stride=2, pad=1) -> relu | 14x2, relu",
        "input(256, 3, 51) -> conv(32, 3, stride=2, pad=1) | 13x2",
        "input(256, 1, 13) -> conv(32, 3, stride=2, pad=1) -> relu | 7x2, relu",
        "input(128, 1, 27) -> conv(32, 3, stride=2, pad=1) -> relu | 7x2, relu",
        "input(256, 1, 27) -> conv(16, 3, stride=2, pad=1) -> relu | 14x1, relu",
        "input(256, 1, 27) -> conv(32, 3, stride=2, pad=1) -> hardswish | 7x2, hardswish",
      })
  void tilesAreTwiceAsWideWhereWeightsComeFromAfar(String network, String tiles) {
    Graph written = Elaborations.graph(network);
    Graph graph = Passes.apply(written, PassOptions.defaults());
    Plan plan = Planner.plan(graph, Target.SIMD512, PlanOptions.defaults());
    assertEquals(
        "direct conv " + tiles,
        plan.steps().stream()
            .map(Step::algorithm)
            .filter(a -> a.startsWith("direct conv"))
            .findFirst()
            .orElseThrow());
    Agreement.check(written, plan, 2, 1);
  }
}
