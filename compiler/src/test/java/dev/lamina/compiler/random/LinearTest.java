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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
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
        "input(128) -> relu -> linear(256)",
        "input(173) -> relu -> linear(200)",
        "input(78) -> relu -> linear(512) -> relu",
        "input(64) -> linear(160) -> relu -> linear(256, bias=false) -> tanh",
        "input(400) -> relu -> linear(120) -> relu",
        "input(265) -> relu -> linear(256)",
        "input(512) -> relu -> linear(128) -> relu",
        "input(2, 9, 10) -> conv(32, 3) -> relu -> maxpool(2) -> flatten -> linear(120)",
        "input(6, 14, 14) -> conv(16, 5) -> relu -> maxpool(2) -> flatten -> linear(120) -> relu",
        "input(3, 8, 32) -> conv(16, 3, pad=1) -> relu -> maxpool(2) -> flatten -> linear(10)",
      })
  void sameBitsInAnyBatch(String text) throws Exception {
    Graph graph = Elaborations.graph(text);
    check(graph, Agreement.weights(graph, 1), Agreement.inputs(graph, BATCH, 1), text);
  }

  /** Weights that make a difference if an input that is zero is left out carelessly. */
  @ParameterizedTest
  @ValueSource(
      floats = {
        -0f,
        Float.MIN_VALUE,
        -Float.MIN_VALUE,
        -1e-38f,
        Float.MAX_VALUE,
        -3e38f,
        Float.POSITIVE_INFINITY,
        Float.NEGATIVE_INFINITY,
        Float.NaN
      })
  void zerosThatAreLeftOut(float special) throws Exception {
    Graph graph = Elaborations.graph("input(281) -> relu -> linear(256)");
    Map<String, Tensor> weights = Agreement.weights(graph, 1);
    for (Tensor tensor : weights.values()) {
      for (int i = 0; i < tensor.data().length; i += tensor.shape().rank() == 1 ? 2 : 97) {
        tensor.data()[i] = tensor.shape().rank() == 1 ? -0f : special;
      }
    }
    List<List<Tensor>> samples = Agreement.inputs(graph, BATCH, 1);
    fill(samples.get(0).get(0), i -> -1f);
    float[] inputs = {-0f, 0f, Float.MIN_VALUE, 1e-38f, -1f, Float.POSITIVE_INFINITY, Float.NaN};
    for (int s = 0; s < BATCH; s++) {
      float[] data = samples.get(s).get(0).data();
      for (int i = 0; i < data.length && s > 0; i += s) {
        data[i] = s % 2 == 0 ? inputs[i % 5] : inputs[i % (s + 1)];
      }
    }
    check(graph, weights, samples, "special weight " + special);
  }

  /** Where all products vanish or underflow, all that is left of a sum is the sign of its zero. */
  @Test
  void zerosOfEitherSign() throws Exception {
    Graph graph = Elaborations.graph("input(128) -> relu -> linear(256)");
    Map<String, Tensor> weights = Agreement.weights(graph, 1);
    for (Tensor tensor : weights.values()) {
      boolean bias = tensor.shape().rank() == 1;
      fill(tensor, i -> bias ? -0f : i % 3 == 0 ? -1e-30f : 1e-30f);
    }
    List<List<Tensor>> samples = Agreement.inputs(graph, BATCH, 1);
    for (int s = 0; s < BATCH; s++) {
      int step = s + 2;
      fill(samples.get(s).get(0), i -> i % step == 0 ? 1e-30f : i % 2 == 0 ? -0f : -1f);
    }
    check(graph, weights, samples, "underflow");
  }

  private static void fill(Tensor tensor, IntFunction<Float> value) {
    for (int i = 0; i < tensor.data().length; i++) {
      tensor.data()[i] = value.apply(i);
    }
  }

  /** A sample is the same alone and with others, and what the oracle says. */
  private static void check(
      Graph graph, Map<String, Tensor> weights, List<List<Tensor>> samples, String text)
      throws Exception {
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

  /** The bits; all NaNs are one. */
  private static int[] bits(Tensor tensor) {
    int[] bits = new int[tensor.data().length];
    Arrays.setAll(bits, i -> Float.floatToIntBits(tensor.data()[i]));
    return bits;
  }
}
