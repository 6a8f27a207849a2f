package dev.lamina.compiler.random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.lamina.compiler.elaborate.Elaborations;
import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.GraphEvaluator;
import dev.lamina.compiler.layer.Tensor;
import dev.lamina.compiler.pass.PassOptions;
import dev.lamina.compiler.pass.Passes;
import dev.lamina.compiler.plan.Agreement;
import dev.lamina.compiler.plan.Target;
import dev.lamina.runtime.Network;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Fully connected layers of every form: a sample has the same bits in any batch. */
class LinearTest {
  private static final int BATCH = 7;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "input(256) -> linear(10)",
        "input(272) -> linear(7, bias=false) -> gelu",
        "input(288) -> linear(1) -> sigmoid",
        "input(256) -> linear(2)",
        "input(304) -> linear(11) -> prelu(11)",
        "input(256) -> linear(24) -> relu",
        "input(16, 5, 4) -> flatten -> linear(6)",
        "input(16, 5, 4) -> conv(16, 1) -> flatten -> linear(6) -> tanh",
        "input(3, 8, 32) -> conv(16, 3, pad=1) -> relu -> maxpool(2) -> flatten -> linear(10)",
      })
  void sameBitsInAnyBatch(String text) throws Exception {
    Graph graph = Elaborations.graph(text);
    Map<String, Tensor> weights = Agreement.weights(graph, 1);
    List<List<Tensor>> samples = Agreement.inputs(graph, BATCH, 1);
    GeneratedNetwork compiled =
        GeneratedNetwork.of(
            graph, Passes.apply(graph, PassOptions.defaults()), List.of(Target.values()), weights);
    GraphEvaluator oracle = new GraphEvaluator(graph, weights);
    for (Target target : Target.values()) {
      Network network = compiled.load(target, 1);
      List<List<Tensor>> together = compiled.run(network, samples);
      for (int s = 0; s < BATCH; s++) {
        String where = text + ", " + target + ", sample " + s;
        Tensor actual = together.get(s).get(0);
        Agreement.assertClose(oracle.evaluate(samples.get(s)).get(0), actual, where);
        Tensor alone = compiled.run(network, samples.subList(s, s + 1)).get(0).get(0);
        assertArrayEquals(bits(actual), bits(alone), where);
      }
    }
  }

  private static int[] bits(Tensor tensor) {
    int[] bits = new int[tensor.data().length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToRawIntBits(tensor.data()[i]);
    }
    return bits;
  }
}
