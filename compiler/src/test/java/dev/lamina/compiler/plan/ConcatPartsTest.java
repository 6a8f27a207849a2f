package dev.lamina.compiler.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lamina.compiler.elaborate.Elaborations;
import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.pass.PassOptions;
import dev.lamina.compiler.pass.Passes;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConcatPartsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          input(4, 6, 7) -> [conv(16, 1), conv(32, 3, pad=1)] -> conv(5, 3, pad=1)           | 0
          input(4, 6, 7) -> conv(8, 1) -> [identity, maxpool(3, 1, 1)] -> conv(5, 1)         | 0
          input(4, 6, 7) -> conv(8, 1) -> [identity, conv(7, 3, pad=1)] -> conv(3, 1)        | 0
          input(4, 6, 7) -> [[conv(4, 1), conv(8, 1)], conv(4, 3, pad=1)] -> conv(3, 3)      | 0
          input(4, 6, 7) -> conv(8, 1) -> [identity, identity] -> conv(5, 1)                 | 1
          input(4, 6, 7) -> [conv(4, 1), conv(4, 1)] -> relu -> conv(5, 1)                   | 2
          input(4, 6, 7) -> [pixelshuffle(1) -> pixelunshuffle(1), conv(4, 1)] -> conv(5, 3, pad=1) | 1
          input(4, 6, 7) -> [conv(8, 1), avgpool(1) -> tanh] -> conv(5, 1)                   | 0
          x = input(4, 4, 4) y = x -> conv(8, 1) output a = [y, y -> conv(4, 1)] -> conv(2, 1) output b = y -> flatten -> linear(3) | 1
          """)
  void areNotCopied(String text, int copies) {
    Graph graph = Passes.apply(Elaborations.graph(text), PassOptions.defaults());
    Plan plan = Planner.plan(graph, Target.SIMD128, PlanOptions.defaults());
    assertEquals(
        copies, plan.steps().stream().filter(s -> s.algorithm().startsWith("copy")).count(), text);
    Agreement.check(graph, plan, 3, 1);
  }
}
