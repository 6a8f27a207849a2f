package dev.lamina.compiler.random;

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
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * NaN, infinities, zeros and extreme values travel through the code of every layer as they should.
 */
class SpecialValuesTest {
  private static final int USES = Integer.getInteger("lamina.test.uses", 1);
  private static final PassOptions EXACT = new PassOptions(Set.of(), true);

  private static final Float[] SPECIAL = {
    Float.NaN,
    Float.intBitsToFloat(0xffc00000),
    Float.POSITIVE_INFINITY,
    Float.NEGATIVE_INFINITY,
    0f,
    -0f,
    Float.MIN_VALUE,
    1e-30f,
    -100f,
    89f,
    700f
  };

  @ParameterizedTest
  @EnumSource
  void travel(Target target) throws Exception {
    Choices choices = new Choices(31 * USES + target.lanes());
    for (RandomLayers.Use use : RandomLayers.ALL) {
      for (int i = 0; i < USES; i++) {
        check(use.network(choices), choices, target);
      }
    }
  }

  /** Behind a relu, the largest value is found by its bits. */
  @ParameterizedTest
  @EnumSource
  void travelThroughPoolingOfNonNegativeValues(Target target) throws Exception {
    for (int seed = 0; seed < 10; seed++) {
      check("input(9, 7, 9) -> relu -> maxpool(3, 2, 1)", new Choices(seed), target);
      String negated = "input(9, 7, 9) -> relu -> avgpool(2, divisor_override=-3) -> maxpool(2)";
      check(negated, new Choices(seed), target);
    }
  }

  private static void check(String text, Choices choices, Target target) throws Exception {
    Graph graph = Elaborations.graph(text);
    Map<String, Tensor> weights = Agreement.weights(graph, 1);
    List<List<Tensor>> inputs = Agreement.inputs(graph, 2, 2);
    sprinkle(inputs.get(0).get(0), choices, 0.3);
    sprinkle(inputs.get(1).get(0), choices, 0.03);
    GeneratedNetwork network =
        GeneratedNetwork.of(graph, Passes.apply(graph, EXACT), List.of(target), weights);
    List<List<Tensor>> actual = network.run(network.load(target, 1), inputs);
    GraphEvaluator oracle = new GraphEvaluator(graph, weights);
    for (int s = 0; s < inputs.size(); s++) {
      String where = text + ", sample " + s;
      Agreement.assertClose(oracle.evaluate(inputs.get(s)).get(0), actual.get(s).get(0), where);
    }
  }

  private static void sprinkle(Tensor tensor, Choices choices, double probability) {
    for (int i = 0; i < tensor.data().length; i++) {
      if (choices.chance(probability)) {
        tensor.data()[i] = choices.of(SPECIAL);
      }
    }
  }
}
