package dev.lamina.compiler.random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.CompileOptions;
import dev.lamina.compiler.Lamina;
import dev.lamina.compiler.elaborate.Elaborations;
import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.pass.PassOptions;
import dev.lamina.compiler.pass.Passes;
import dev.lamina.compiler.plan.Plan;
import dev.lamina.compiler.plan.PlanOptions;
import dev.lamina.compiler.plan.Planner;
import dev.lamina.compiler.plan.Step;
import dev.lamina.compiler.plan.Target;
import dev.lamina.runtime.Network;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Inputs that lie otherwise in the caller's array than in the network. */
class InputFormatTest {
  private static final String NORMALIZE = "normalize((120, 110, 100), (60, 50, 40))";

  /** Each reaches its first layer in another layout. */
  static List<String> networks() {
    return Stream.of(
            NORMALIZE + " -> conv(5, 3, pad=1) -> relu",
            NORMALIZE + " -> conv(5, 3, stride=2) -> maxpool(2)",
            "normalize(0, 255) -> maxpool(3, 2, 1) -> conv(4, 1)",
            "normalize(0, 255) -> flatten -> linear(7)",
            "normalize(0, 255) -> ( conv(3, 1) + identity ) -> gelu",
            "normalize(0, 255) -> [ conv(8, 3, pad=1), identity ] -> relu",
            "identity",
            "avgpool(2)")
        .flatMap(
            layers ->
                Stream.of(
                    "input(9, 11, 3, layout=nhwc, type=uint8) -> " + layers,
                    "input(3, 9, 11, type=uint8) -> " + layers,
                    "input(9, 11, 3, layout=nhwc) -> " + layers))
        .toList();
  }

  @ParameterizedTest
  @EnumSource(Target.class)
  void generatedCodeAgreesWithTheOracle(Target target) throws IOException {
    for (String text : networks()) {
      new Differential(text, 5).check(target, Set.of());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "input(5, 6, 24, layout=nhwc, type=uint8) -> conv(17, 3, pad=1)",
        "input(17, type=uint8) -> linear(3)",
        "input(4, 30, type=uint8) -> conv1d(5, 3, padding=1) -> relu",
        "input(2, 3, 2, 3, 2, type=uint8) -> relu",
        "a = input(3, 4, 2, layout=nhwc, type=uint8) b = input(2, 3, 4) ( a + b ) -> relu",
        "a = input(3, 4, 2, layout=nhwc) b = input(4, type=uint8) "
            + "output x = a -> relu output y = b -> softmax output z = a",
      })
  void otherShapes(String text) throws IOException {
    for (Target target : Target.values()) {
      new Differential(text, 6).check(target, Set.of());
    }
  }

  @Test
  void oneStepReadsAndNormalizesAndLaysOut() {
    Graph graph =
        Elaborations.graph(
            "input(8, 8, 3, layout=nhwc, type=uint8) -> " + NORMALIZE + " -> conv(8, 3, pad=1)");
    Plan plan =
        Planner.plan(
            Passes.apply(graph, new PassOptions(Set.of(), false)),
            Target.SIMD256,
            PlanOptions.defaults());
    List<String> steps =
        plan.steps().stream().map(Step::algorithm).filter(a -> !a.contains("border")).toList();
    assertEquals(3, steps.size(), steps.toString());
    assertTrue(steps.get(0).startsWith("from nhwc uint8, normalize("), steps.get(0));
    assertTrue(steps.get(1).startsWith("direct conv"), steps.get(1));
  }

  private static Network load(String text) {
    return Lamina.compile(text, CompileOptions.defaults().randomWeights(3)).load();
  }

  private static final String IMAGE =
      "input(6, 5, 3, layout=nhwc, type=uint8) -> " + NORMALIZE + " -> conv(4, 3) -> relu";
  private static final int IN = 6 * 5 * 3;
  private static final int OUT = 4 * 4 * 3;

  private static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    new Random(9).nextBytes(bytes);
    return bytes;
  }

  @Test
  void everyWayToCallGivesTheSame() {
    Network network = load(IMAGE);
    assertEquals("input (6, 5, 3) uint8 -> output (4, 4, 3)", network.signature().toString());
    byte[] two = bytes(2 * IN);
    float[] expected = network.forward(two);
    assertEquals(2 * OUT, expected.length);
    float[] out = new float[2 * OUT];
    network.forward(two, out);
    assertArrayEquals(expected, out);
    byte[] second = Arrays.copyOfRange(two, IN, 2 * IN);
    assertArrayEquals(Arrays.copyOfRange(expected, OUT, 2 * OUT), network.forward(second));
    float[] padded = new float[OUT + 3];
    network.forward(two, IN, padded, 2, 1);
    assertArrayEquals(
        Arrays.copyOfRange(expected, OUT, 2 * OUT), Arrays.copyOfRange(padded, 2, 2 + OUT));
    float[][] outputs = {new float[OUT]};
    network.run(new float[1][], new byte[][] {two}, new int[] {IN}, outputs, null, 1);
    assertArrayEquals(Arrays.copyOfRange(expected, OUT, 2 * OUT), outputs[0]);
  }

  @Test
  void wrongArraysAreRefused() {
    Network network = load(IMAGE);
    Network floats = load("input(4) -> linear(2)");
    refused(
        UnsupportedOperationException.class,
        () -> network.forward(new float[IN]),
        "input 'input' of ",
        "takes byte[], got float[]");
    refused(
        UnsupportedOperationException.class,
        () -> floats.forward(new byte[4]),
        "takes float[], got byte[]");
    refused(
        IllegalArgumentException.class,
        () -> network.forward(new byte[IN + 1]),
        "has 91 values, expected 90 for one sample of shape (6, 5, 3)");
    refused(
        IllegalArgumentException.class,
        () -> network.forward((byte[]) null),
        "is null, expected an array of 90 bytes");
    refused(
        IllegalArgumentException.class,
        () -> network.forward(new byte[IN], 1, new float[OUT], 0, 1),
        "expected at least 91 for 1 sample");
    refused(
        IllegalArgumentException.class,
        () -> network.run(new float[][] {new float[IN]}, new float[][] {new float[OUT]}, 1),
        "is null, expected an array of 90 bytes");
    refused(
        IllegalArgumentException.class,
        () -> network.run(new float[1][], new byte[2][], null, new float[1][], null, 1),
        "expected 1 inputs of bytes, got 2");
  }

  private static void refused(
      Class<? extends RuntimeException> type, Runnable call, String... parts) {
    String message = assertThrows(type, call::run).getMessage();
    for (String part : parts) {
      assertTrue(message.contains(part), message);
    }
  }

  @Test
  void ofSeveralInputsEachHasItsType() throws ReflectiveOperationException {
    Network network =
        load(
            "image = input(2, 2, 3, layout=nhwc, type=uint8) scale = input(3, 1, 1)"
                + " ( image * scale ) -> globalavgpool -> flatten");
    float[] result = new float[3];
    network
        .getClass()
        .getMethod("forward", byte[].class, float[].class, float[].class)
        .invoke(
            network,
            new byte[] {0, (byte) 255, 10, 0, (byte) 255, 20, 4, (byte) 255, 30, 4, (byte) 255, 40},
            new float[] {1, 2, 0.5f},
            result);
    assertArrayEquals(new float[] {2, 510, 12.5f}, result);
  }

  @Test
  void largeBatchesGoChunkByChunkOnThreads() {
    Network one = load(IMAGE);
    byte[] many = bytes(200 * IN);
    float[] expected = new float[200 * OUT];
    for (int i = 0; i < 200; i++) {
      one.forward(many, i * IN, expected, i * OUT, 1);
    }
    assertArrayEquals(expected, one.forward(many));
    Network two =
        Lamina.compile(IMAGE, CompileOptions.defaults().randomWeights(3))
            .load(dev.lamina.runtime.LoadOptions.defaults().threads(2).warmUp(true));
    assertArrayEquals(expected, two.forward(many));
  }
}
