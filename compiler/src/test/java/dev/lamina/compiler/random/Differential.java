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
import java.util.List;
import java.util.Map;

/** Compares generated code with the plain evaluation. */
final class Differential {
  private static final int BATCH = 3;

  private Differential() {}

  /**
   * Compiles a network and runs it.
   *
   * @param seed decides the weights, the inputs, the targets and whether passes run
   */
  static void check(String text, long seed) throws Exception {
    Graph graph = Elaborations.graph(text);
    Choices choices = new Choices(~seed);
    PassOptions passes = new PassOptions(passesOff(choices), false);
    List<Target> targets = targets(choices);
    Map<String, Tensor> weights = Agreement.weights(graph, seed);
    List<List<Tensor>> inputs = Agreement.inputs(graph, BATCH, seed);
    GraphEvaluator oracle = new GraphEvaluator(graph, weights);
    List<List<Tensor>> expected = inputs.stream().map(oracle::evaluate).toList();
    GeneratedNetwork network =
        GeneratedNetwork.of(graph, Passes.apply(graph, passes), targets, weights);
    for (Target target : targets) {
      var loaded = network.load(target, 1);
      List<List<Tensor>> together = network.run(loaded, inputs);
      List<List<Tensor>> alone = network.run(loaded, inputs.subList(BATCH - 1, BATCH));
      compare(expected, together, target);
      sameBits(together.get(BATCH - 1), alone.get(0));
    }
  }

  private static java.util.Set<String> passesOff(Choices choices) {
    if (choices.chance(0.2)) {
      return java.util.Set.copyOf(Passes.names());
    }
    return choices.chance(0.3) ? java.util.Set.of(choices.of(Passes.names())) : java.util.Set.of();
  }

  /** Mostly one target: defining classes is what takes the time. */
  private static List<Target> targets(Choices choices) {
    int roll = choices.between(0, 99);
    if (roll < 40) {
      return List.of(Target.SCALAR);
    }
    if (roll < 75) {
      return List.of(Target.SIMD256);
    }
    return List.of(roll < 85 ? Target.PLAIN : roll < 95 ? Target.SIMD128 : Target.SIMD512);
  }

  private static void compare(
      List<List<Tensor>> expected, List<List<Tensor>> actual, Target target) {
    for (int s = 0; s < expected.size(); s++) {
      for (int o = 0; o < expected.get(s).size(); o++) {
        Agreement.assertClose(
            expected.get(s).get(o),
            actual.get(s).get(o),
            target.id() + ", sample " + s + ", output " + o);
      }
    }
  }

  private static void sameBits(List<Tensor> expected, List<Tensor> actual) {
    for (int o = 0; o < expected.size(); o++) {
      assertArrayEquals(expected.get(o).data(), actual.get(o).data(), 0, "batch 1, output " + o);
    }
  }
}
