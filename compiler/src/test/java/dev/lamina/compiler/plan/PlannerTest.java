package dev.lamina.compiler.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lamina.compiler.elaborate.Elaborations;
import dev.lamina.compiler.graph.Graph;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Plans compute what the graph says, on every target. */
class PlannerTest {
  static Stream<String> networks() {
    return Stream.of(
        "input(3, 8, 9) -> conv(4, 3)",
        "input(3, 8, 9) -> conv(5, 3, pad=1) -> relu -> maxpool(2) -> flatten -> linear(7)",
        "input(2, 9, 9) -> conv(6, 3, stride=2, pad=1, padding_mode=reflect)",
        "input(2, 9, 9) -> conv(6, (3, 2), pad=(2, 1), dilation=2, padding_mode=circular)",
        "input(2, 9, 9) -> conv(6, 4, pad=same, padding_mode=replicate, bias=false)",
        "input(6, 7, 7) -> conv(12, 3, groups=3, pad=1) -> conv(12, 3, groups=12)",
        "input(4, 17) -> conv1d(9, 5, stride=2, pad=2) -> relu -> maxpool1d(2) -> avgpool1d(2)",
        "input(37) -> linear(41) -> relu -> linear(10)",
        "input(3, 5, 6) -> linear(19)",
        "input(2, 11, 11) -> maxpool(3, 2, 1, ceil_mode=true)",
        "input(2, 11, 10) -> avgpool(3, 2, 1, ceil_mode=true)",
        "input(2, 11, 10) -> avgpool(3, 2, 1, count_include_pad=false)",
        "input(2, 20, 20) -> avgpool(5, divisor_override=7) -> maxpool(3, 1, 1, dilation=1)",
        "input(5, 4, 4) -> batchnorm -> relu",
        "input(5) -> batchnorm -> prelu(5)",
        "input(5, 4, 4) -> flatten",
        "input(19, 7, 9) -> conv(21, 3, pad=1) -> conv(17, 3, stride=2, pad=(1, 2)) -> maxpool(3,"
            + " 2, 1)",
        "input(3, 9, 13) -> conv(16, 3, pad=1) -> conv(16, 3, pad=1, groups=16) -> avgpool(2, 2,"
            + " 1)",
        "input(20, 6, 7) -> ( conv(20, 3, pad=1) + conv(20, 1) ) -> conv(8, 5, pad=2, dilation=2)",
        "input(4, 6, 7) -> [ conv(16, 1), conv(32, 3, pad=1) ] -> conv(5, 3, pad=1)",
        "input(520, 3, 3) -> ( conv(20, 4, pad=1) + conv(20, 2) ) -> relu",
        "input(32, 7, 6) -> conv(64, 3, groups=2, pad=1) -> relu -> conv(48, 1, groups=2)",
        "input(48, 17) -> conv1d(144, 3, groups=3, pad=1, stride=2)",
        "input(16, 29) -> conv1d(16, 3, pad=1) -> conv1d(40, 1) -> maxpool1d(3, 1, 1)",
        "x = input(5, 4) output a = x output b = x -> relu output c = x");
  }

  static Stream<Arguments> cases() {
    return networks()
        .flatMap(n -> Stream.of(Target.values()).map(target -> Arguments.of(target, n)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void computesTheGraph(Target target, String network) {
    Graph graph = Elaborations.graph(network);
    for (int batch : new int[] {1, 3, 7}) {
      Plan plan = Planner.plan(graph, target, PlanOptions.defaults());
      Agreement.check(graph, plan, batch, 1);
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  void isDeterministic(String network) {
    Graph graph = Elaborations.graph(network);
    for (Target target : Target.values()) {
      Plan plan = Planner.plan(graph, target, PlanOptions.defaults());
      Plan again = Planner.plan(Elaborations.graph(network), target, PlanOptions.defaults());
      assertEquals(plan.steps(), again.steps());
    }
  }
}
