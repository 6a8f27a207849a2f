package dev.lamina.compiler.random;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.elaborate.Elaborations;
import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.pass.PassOptions;
import dev.lamina.compiler.pass.Passes;
import dev.lamina.compiler.plan.PlanOptions;
import dev.lamina.compiler.plan.Planner;
import dev.lamina.compiler.plan.Target;
import java.io.IOException;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Convolutions into three or nine blocks of 512 bits, whose taps have zeros behind them. */
class ThreeBlocksTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "input(20, 7, 9) -> conv(48, 1) -> relu",
        "input(16, 11, 9) -> conv(144, 3, stride=2, pad=1) -> tanh",
        "input(35, 6, 7) -> conv(45, (1, 3), bias=false)",
        "input(48, 9, 8) -> (identity + conv(48, 1)) -> relu6",
        "input(2, 40, 30) -> conv(16, 1) -> conv(130, 5, dilation=2) -> hardswish",
        "input(300, 3, 3) -> conv(48, 1)"
      })
  void agreeWithTheOracle(String text) throws IOException {
    Graph graph = Passes.apply(Elaborations.graph(text), PassOptions.defaults());
    assertTrue(
        Planner.plan(graph, Target.SIMD512, PlanOptions.defaults()).steps().stream()
            .anyMatch(s -> s.algorithm().matches("direct conv \\dx3.*")));
    new Differential(text, 2).check(Target.SIMD512, Set.of());
  }
}
