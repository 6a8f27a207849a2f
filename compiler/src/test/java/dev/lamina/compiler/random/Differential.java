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
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A network, its weights and inputs, and what the plain evaluation makes of them. */
final class Differential {
  private static final int BATCH = 3;

  private final Graph graph;
  private final Map<String, Tensor> weights;
  private final List<List<Tensor>> inputs;
  private final List<List<Tensor>> expected;

  /**
   * A network.
   *
   * @param seed decides weights and inputs
   */
  Differential(String text, long seed) {
    this.graph = Elaborations.graph(text);
    this.weights = Agreement.weights(graph, seed);
    this.inputs = Agreement.inputs(graph, BATCH, seed);
    GraphEvaluator oracle = new GraphEvaluator(graph, weights);
    this.expected = inputs.stream().map(oracle::evaluate).toList();
  }

  /**
   * Requires that generated code computes the same, and the same bits for one sample as for
   * several, on one thread as on two.
   *
   * @param passesOff the passes that do not run
   */
  void check(Target target, Set<String> passesOff) throws IOException {
    Graph optimised = Passes.apply(graph, new PassOptions(passesOff, false));
    GeneratedNetwork generated = GeneratedNetwork.of(graph, optimised, List.of(target), weights);
    Network network = generated.load(target, 1);
    List<List<Tensor>> together = generated.run(network, inputs);
    compare(together, target);
    int last = BATCH - 1;
    sameBits(together.get(last), generated.run(network, inputs.subList(last, BATCH)).get(0));
    sameBits(together.get(last), generated.run(generated.load(target, 2), inputs).get(last));
  }

  private void compare(List<List<Tensor>> actual, Target target) {
    for (int s = 0; s < expected.size(); s++) {
      for (int o = 0; o < expected.get(s).size(); o++) {
        String where = target.id() + ", sample " + s + ", output " + o;
        try {
          Agreement.assertClose(expected.get(s).get(o), actual.get(s).get(o), where);
        } catch (AssertionError e) {
          if (!isSensitive(s, o, actual.get(s).get(o))) {
            throw e;
          }
        }
      }
    }
  }

  /** Whether the plain evaluation itself moves as much when its inputs move by rounding errors. */
  private boolean isSensitive(int sample, int output, Tensor actual) {
    Tensor reference = expected.get(sample).get(output);
    Tensor change = Sensitivity.of(graph, weights, inputs, expected).get(sample).get(output);
    double largest = 1;
    for (float f : reference.data()) {
      largest = Float.isFinite(f) ? Math.max(largest, Math.abs(f)) : largest;
    }
    for (int i = 0; i < actual.data().length; i++) {
      double allowed = 1e-4 * largest + 8.0 * change.data()[i];
      double difference = Math.abs((double) reference.data()[i] - actual.data()[i]);
      boolean same = Float.compare(reference.data()[i], actual.data()[i]) == 0;
      if (!same && difference > allowed) {
        return false;
      }
    }
    return true;
  }

  private static void sameBits(List<Tensor> expected, List<Tensor> actual) {
    for (int o = 0; o < expected.size(); o++) {
      assertArrayEquals(expected.get(o).data(), actual.get(o).data(), "other bits, output " + o);
    }
  }
}
