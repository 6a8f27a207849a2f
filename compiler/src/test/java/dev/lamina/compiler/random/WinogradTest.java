package dev.lamina.compiler.random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.elaborate.Elaborations;
import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.pass.PassOptions;
import dev.lamina.compiler.pass.Passes;
import dev.lamina.compiler.plan.Plan;
import dev.lamina.compiler.plan.PlanOptions;
import dev.lamina.compiler.plan.Planner;
import dev.lamina.compiler.plan.Target;
import java.io.IOException;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Convolutions large enough for Winograd's algorithm, which random networks seldom have. */
class WinogradTest {
  static Stream<Arguments> networks() {
    return Stream.of(
            "input(32, 16, 16) -> conv(64, 3, pad=1)",
            "input(64, 14, 15) -> conv(64, 3, pad=1) -> relu",
            "input(32, 17, 13) -> conv(64, 3, bias=false) -> tanh -> conv(64, 3, pad=(2, 0))",
            "input(64, 13, 18) -> (identity + conv(64, 3, pad=1) -> batchnorm) -> relu",
            "input(6, 16, 16) -> conv(32, 5) -> relu",
            "input(20, 24, 24) -> conv(20, 5) -> tanh",
            "input(24, 13, 11) -> conv(27, 5, pad=(1, 2)) -> relu",
            "input(12, 15, 17) -> conv(29, 3, pad=1, bias=false) -> conv(40, 3)",
            "input(3, 32, 32) -> conv(64, 3, pad=1) -> relu -> maxpool(2)",
            "input(3, 12, 40) -> conv(40, 3, pad=1) -> tanh -> maxpool(2)",
            "input(4, 18, 34) -> conv(35, 3, bias=false)",
            "input(4, 8, 24) -> (conv(36, 1) + conv(36, 3, pad=1)) -> relu -> maxpool(2)",
            "input(32, 16, 24) -> conv(64, 3, pad=1) -> relu -> maxpool(2) -> conv(32, 3, pad=1)",
            "input(64, 8, 20) -> conv(48, 3, pad=1) -> tanh -> maxpool(2)",
            "input(32, 12, 16) -> conv(32, 5, pad=2) -> batchnorm -> maxpool(2)",
            "input(32, 30, 21) -> conv(128, 3, pad=1) -> relu -> maxpool(2) -> conv(64, 3, pad=1)",
            "input(32, 48, 47) -> conv(64, 3, pad=1) -> relu",
            "input(64, 37, 44) -> (conv(64, 1) + conv(64, 3, pad=1)) -> tanh",
            "input(32, 36, 48) -> conv(64, 3, pad=1) -> relu -> maxpool(2)",
            "input(32, 40, 46) -> conv(64, 3, pad=1, bias=false) -> relu -> maxpool(2)")
        .flatMap(
            text ->
                Stream.of(Target.values())
                    .filter(Target::vectorApi)
                    .map(target -> Arguments.of(text, target)));
  }

  @ParameterizedTest
  @MethodSource("networks")
  void agreesWithTheOracle(String text, Target target) throws IOException {
    new Differential(text, 1).check(target, Set.of());
  }

  @ParameterizedTest
  @MethodSource("networks")
  void isUsedUnlessResultsMustBeExact(String text, Target target) {
    Graph graph = Passes.apply(Elaborations.graph(text), PassOptions.defaults());
    PlanOptions options = PlanOptions.defaults();
    assertEquals(0, winograds(Planner.plan(graph, target, options.exact(true))));
    int convolutions = text.split("conv\\(\\d+, [35]", -1).length - 1;
    assertEquals(convolutions, winograds(Planner.plan(graph, target, options)));
  }

  @ParameterizedTest
  @EnumSource(names = "SIMD.*", mode = EnumSource.Mode.MATCH_ALL)
  void poolsWholeTiles(Target target) {
    String text = "input(32, 16, 16) -> conv(64, 3, pad=1) -> relu -> maxpool(2)";
    Graph graph = Passes.apply(Elaborations.graph(text), PassOptions.defaults());
    Plan plan = Planner.plan(graph, target, PlanOptions.defaults());
    assertEquals(1, winograds(plan));
    assertTrue(plan.steps().stream().noneMatch(s -> s.algorithm().contains("max pool")));
  }

  @ParameterizedTest
  @CsvSource({"SIMD128, F(4x4", "SIMD256, F(4x4", "SIMD512, F(6x6"})
  void tilesAreLargeOn512BitsWherePlanesAre(Target target, String tile) {
    String text = "input(32, 48, 48) -> conv(64, 3, pad=1)";
    Graph graph = Passes.apply(Elaborations.graph(text), PassOptions.defaults());
    Plan plan = Planner.plan(graph, target, PlanOptions.defaults());
    assertTrue(plan.steps().stream().anyMatch(s -> s.algorithm().contains(tile)));
  }

  private static long winograds(Plan plan) {
    return plan.steps().stream().filter(s -> s.algorithm().startsWith("winograd")).count();
  }
}
