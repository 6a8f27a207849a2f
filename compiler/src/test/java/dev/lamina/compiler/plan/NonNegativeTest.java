package dev.lamina.compiler.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lamina.compiler.elaborate.Elaborations;
import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.pass.PassOptions;
import dev.lamina.compiler.pass.Passes;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NonNegativeTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "input(2, 4, 4) | false",
        "input(2, 4, 4) -> relu | true",
        "input(2, 4, 4) -> relu6 -> maxpool(2) -> flatten | true",
        "input(2, 4, 4) -> conv(3, 1) -> relu6 | true",
        "input(2, 4, 4) -> sigmoid | true",
        "input(2, 4, 4) -> tanh | false",
        "input(2, 4, 4) -> leakyrelu | false",
        "input(2, 4, 4) -> hardtanh(-1, 1) | false",
        "input(2, 4, 4) -> conv(3, 3) | false",
        "input(2, 4, 4) -> conv(3, 3) -> relu | true",
        "input(2, 4, 4) -> conv(3, 3) -> relu -> batchnorm(3) | false",
        "input(2, 4, 4) -> relu -> avgpool(2) | true",
        "input(2, 4, 4) -> relu -> avgpool(2, divisor_override=-3) | false",
        "input(2, 4, 4) -> [relu, sigmoid] | true",
        "input(2, 4, 4) -> [relu, tanh] | false"
      })
  void knowsWhatIsNeverBelowZero(String text, boolean expected) {
    Graph graph = Elaborations.graph(text);
    Graph optimised = Passes.apply(graph, PassOptions.defaults());
    assertEquals(expected, NonNegative.holds(optimised, optimised.outputs().get(0).node()), text);
  }
}
