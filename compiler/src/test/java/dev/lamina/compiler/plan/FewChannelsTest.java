package dev.lamina.compiler.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lamina.compiler.elaborate.Elaborations;
import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.pass.PassOptions;
import dev.lamina.compiler.pass.Passes;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which convolutions of few channels have lanes over pixels, or Winograd down the columns. */
class FewChannelsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "input(1, 28, 28) -> conv(6, 5, pad=2) -> relu -> maxpool(2) -> conv(16, 5) -> relu ->"
            + " maxpool(2) | 1 | 1",
        "input(2, 37, 43) -> conv(3, (2, 4), dilation=2, pad=(1, 3)) -> maxpool(2) -> conv(20, 2) |"
            + " 1 | 0",
        "input(4, 7, 90) -> conv(7, 3, bias=false) -> relu6 -> maxpool(2) -> flatten | 1 | 0",
        "input(3, 9, 21) -> conv(4, 3, bias=false) -> relu -> conv(20, 3, pad=1) | 1 | 1",
        "input(1, 4, 40) -> conv(2, 3) -> relu -> conv(3, 1) | 2 | 0",
        "input(1, 28, 28) -> conv(6, 5) -> relu -> avgpool(2) | 0 | 1",
        "input(1, 28, 28) -> [conv(6, 5) -> relu, conv(6, 5)] -> conv(3, 1) | 0 | 2",
        "input(5, 11, 13) -> conv(20, 5, pad=2, bias=false) -> maxpool(2) | 0 | 1",
        "input(7, 5, 29) -> conv(17, 3, pad=(0, 1)) -> relu -> maxpool(2) | 0 | 0",
        "input(7, 6, 29) -> conv(17, 3, pad=(0, 1)) -> relu -> maxpool(2) | 0 | 1",
        "input(3, 8, 8) -> conv(9, 3) -> relu -> conv(3, 1) | 0 | 1",
      })
  void lanesAreFilled(String network, int pixels, int columns) {
    Graph written = Elaborations.graph(network);
    Graph graph = Passes.apply(written, PassOptions.defaults());
    Plan plan = Planner.plan(graph, Target.SIMD512, PlanOptions.defaults());
    assertEquals(pixels, steps(plan, "pixel "), "over pixels");
    assertEquals(columns, steps(plan, "winograd F(4, "), "down columns");
    for (Target target : List.of(Target.SIMD128, Target.SIMD256, Target.SIMD512)) {
      Agreement.check(written, Planner.plan(graph, target, PlanOptions.defaults()), 2, 1);
    }
  }

  private static long steps(Plan plan, String algorithm) {
    return plan.steps().stream().filter(s -> s.algorithm().startsWith(algorithm)).count();
  }
}
