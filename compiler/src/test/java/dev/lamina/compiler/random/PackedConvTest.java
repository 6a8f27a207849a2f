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

/** Convolutions of many channels, which random networks seldom have. */
class PackedConvTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "input(64, 9, 7) -> conv(64, 1) -> relu",
        "input(72, 5, 5) -> conv(96, 1, bias=false)",
        "input(16, 11, 9) -> conv(64, 3, stride=2, pad=1) -> tanh",
        "input(40, 12, 10) -> (conv(128, 1, stride=2) + conv(128, 3, stride=2, pad=1)) -> relu",
        "input(264, 7, 7) -> conv(64, 1) -> relu6",
        "input(64, 40, 40) -> conv(80, 1) -> (identity + conv(80, 1)) -> hardswish",
        "input(8, 15, 13) -> conv(64, (1, 9), dilation=1, pad=(0, 2)) -> conv(64, 1)",
        "input(64, 1, 1) -> conv(64, 1)"
      })
  void agreesWithTheOracle(String text) throws IOException {
    Graph graph = Passes.apply(Elaborations.graph(text), PassOptions.defaults());
    assertTrue(
        Planner.plan(graph, Target.SIMD256, PlanOptions.defaults()).steps().stream()
            .anyMatch(s -> s.algorithm().startsWith("packed conv")));
    for (Target target : Target.values()) {
      if (target.vectorApi()) {
        new Differential(text, 2).check(target, Set.of());
      }
    }
  }
}
