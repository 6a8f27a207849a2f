package dev.lamina.compiler.jar;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lamina.compiler.elaborate.Elaborations;
import dev.lamina.compiler.emit.ClassChecks;
import dev.lamina.compiler.emit.EmitOptions;
import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.GraphEvaluator;
import dev.lamina.compiler.layer.Shape;
import dev.lamina.compiler.layer.Tensor;
import dev.lamina.compiler.plan.Agreement;
import dev.lamina.compiler.plan.Target;
import dev.lamina.runtime.LoadOptions;
import dev.lamina.runtime.Network;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Networks compiled, loaded and run, against the plain evaluation of their graphs. */
class CompiledNetworkTest {
  private static final EmitOptions OPTIONS = new EmitOptions(true, true, false);
  private static final int BATCH = 3;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "input(1, 28, 28) -> conv(6, 5, pad=2) -> relu -> maxpool(2) -> conv(16, 5) -> relu ->"
            + " maxpool(2) -> flatten -> linear(120) -> relu -> linear(84) -> relu -> linear(10)",
        "input(4) -> linear(16) -> relu -> linear(3)",
        "input(20, 6, 7) -> ( conv(20, 3, pad=1) + conv(20, 1) ) -> leakyrelu(0.1) -> conv(8, 5,"
            + " pad=2)",
        "input(16, 9) -> conv1d(16, 3, pad=1) -> batchnorm -> relu6 -> avgpool1d(3, 1, 1)",
        "x = input(5, 4) y = input(5, 4) output a = (x + y) -> relu6 output b = x -> relu",
      })
  void everyVariantAgreesWithTheOracle(String text) {
    Graph graph = Elaborations.graph(text);
    Map<String, Tensor> weights = Agreement.weights(graph, 1);
    Bundle bundle = Networks.bundle(graph, weights, OPTIONS);
    bundle.classes().stream()
        .filter(c -> !c.name().equals("module-info"))
        .forEach(ClassChecks::verify);
    List<List<Tensor>> samples = Agreement.inputs(graph, BATCH, 2);
    for (Target target : Target.values()) {
      LoadOptions options = LoadOptions.defaults().variant(target.id());
      Network network = Networks.load(bundle, options);
      assertEquals(target.id(), network.variant());
      check(graph, weights, samples, network);
      assertSameOnThreads(samples, network, Networks.load(bundle, options.threads(3)));
    }
  }

  @Test
  void severalArraysHaveAMethodOfTheirOwn() throws ReflectiveOperationException {
    Graph graph =
        Elaborations.graph("left = input(2) right = input(2) output sum = (left + right)");
    Network network =
        Networks.load(Networks.bundle(graph, Map.of(), OPTIONS), LoadOptions.defaults());
    Method forward =
        network.getClass().getMethod("forward", float[].class, float[].class, float[].class);
    assertEquals(
        List.of("left", "right", "sum"),
        Arrays.stream(forward.getParameters()).map(Parameter::getName).toList());
    float[] sum = new float[4];
    forward.invoke(network, new float[] {1, 2, 3, 4}, new float[] {10, 20, 30, 40}, sum);
    assertArrayEquals(new float[] {11, 22, 33, 44}, sum);
  }

  @Test
  void loadsAloneOnlyWithWeights() {
    Graph graph = Elaborations.graph("input(2) -> linear(3)");
    Map<String, Tensor> weights = Agreement.weights(graph, 1);
    Bundle alone = Networks.bundle(graph, weights, OPTIONS);
    assertEquals(3, loadMethods(alone));
    Bundle bare = Networks.bundle(graph, weights, new EmitOptions(false, true, false));
    assertEquals(2, loadMethods(bare));
  }

  private static long loadMethods(Bundle bundle) {
    Class<?> network = Networks.load(bundle, LoadOptions.defaults()).getClass();
    return Arrays.stream(network.getMethods()).filter(m -> m.getName().equals("load")).count();
  }

  private static void check(
      Graph graph, Map<String, Tensor> weights, List<List<Tensor>> samples, Network network) {
    GraphEvaluator oracle = new GraphEvaluator(graph, weights);
    float[][] results = run(samples, network);
    for (int s = 0; s < BATCH; s++) {
      List<Tensor> expected = oracle.evaluate(samples.get(s));
      for (int o = 0; o < results.length; o++) {
        Shape shape = expected.get(o).shape();
        int size = (int) shape.elements();
        float[] actual = Arrays.copyOfRange(results[o], s * size, (s + 1) * size);
        Agreement.assertClose(
            expected.get(o), new Tensor(shape, actual), network.variant() + " output " + o);
      }
    }
  }

  private static void assertSameOnThreads(
      List<List<Tensor>> samples, Network one, Network several) {
    float[][] expected = run(samples, one);
    float[][] actual = run(samples, several);
    for (int i = 0; i < expected.length; i++) {
      assertArrayEquals(expected[i], actual[i]);
    }
  }

  private static float[][] run(List<List<Tensor>> samples, Network network) {
    float[][] inputs = new float[network.signature().inputs().size()][];
    for (int i = 0; i < inputs.length; i++) {
      int size = network.signature().inputs().get(i).size();
      inputs[i] = new float[BATCH * size];
      for (int s = 0; s < BATCH; s++) {
        System.arraycopy(samples.get(s).get(i).data(), 0, inputs[i], s * size, size);
      }
    }
    float[][] outputs = new float[network.signature().outputs().size()][];
    Arrays.setAll(outputs, i -> new float[BATCH * network.signature().outputs().get(i).size()]);
    network.run(inputs, outputs, BATCH);
    return outputs;
  }
}
