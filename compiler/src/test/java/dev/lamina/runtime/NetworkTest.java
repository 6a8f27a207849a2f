package dev.lamina.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.lamina.compiler.jar.DescriptorWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkTest {
  private static final int SIZE = TestNetwork.SIZE;
  private static final LoadOptions SCALAR = LoadOptions.defaults().variant("scalar");

  private static float[] image(int batch, int seed) {
    Random random = new Random(seed);
    float[] image = new float[batch * SIZE];
    for (int i = 0; i < image.length; i++) {
      image[i] = random.nextFloat();
    }
    return image;
  }

  private static float[] expected(float[] image) {
    float[] scores = new float[2 * image.length];
    for (int i = 0; i < scores.length; i++) {
      int element = i % SIZE;
      int sample = i / SIZE / 2;
      scores[i] = image[sample * SIZE + element] * TestNetwork.scale(element) + 0.25f;
    }
    return scores;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 4, 5, 13})
  void everyFormComputesTheSame(int batch) {
    for (int threads : new int[] {1, 2, 5}) {
      Network net = TestNetwork.loadIsolated(SCALAR.threads(threads));
      float[] image = image(batch, 1);
      float[] expected = expected(image);
      assertArrayEquals(expected, net.forward(image));
      float[] scores = new float[expected.length];
      net.forward(image, scores);
      assertArrayEquals(expected, scores);
      float[] both = new float[7 + image.length + 5 + scores.length + 3];
      System.arraycopy(image, 0, both, 7, image.length);
      net.forward(both, 7, both, 7 + image.length + 5, batch);
      System.arraycopy(both, 12 + image.length, scores, 0, scores.length);
      assertArrayEquals(expected, scores);
      float[] more = new float[expected.length + 9];
      net.run(new float[][] {image}, new float[][] {more}, batch);
      net.run(new float[][] {image}, null, new float[][] {more}, new int[] {9}, batch);
      System.arraycopy(more, 9, scores, 0, scores.length);
      assertArrayEquals(expected, scores);
    }
  }

  @Test
  void describesItself() {
    Network net = TestNetwork.loadIsolated(SCALAR);
    assertEquals("image (1, 3000) -> scores (2, 3000)", net.signature().toString());
    assertEquals("TestNetwork: image (1, 3000) -> scores (2, 3000)", net.toString());
    assertEquals(SIZE + 1, net.parameterCount());
    assertEquals((SIZE + 1) * 4L, net.weightBytes());
    assertEquals(SIZE * 4L * TestNetwork.CHUNK, net.scratchBytes());
    assertEquals("scalar", net.variant());
    String text = net.describe();
    assertTrue(text.contains("scalar: forced by LoadOptions.variant"), text);
    assertTrue(text.contains("48.0 kB a slot"), text);
  }

  private interface Call {
    void on(Network net);
  }

  private static Arguments bad(Call call, String... fragments) {
    return arguments(call, List.of(fragments));
  }

  static Stream<Arguments> badArguments() {
    float[] in = new float[SIZE];
    float[] out = new float[2 * SIZE];
    float[] shared = new float[4 * SIZE];
    return Stream.of(
        bad(n -> n.forward((float[]) null), "input 'image' is null", "3000"),
        bad(n -> n.forward(new float[0]), "input 'image' has 0 values", "3000"),
        bad(n -> n.forward(new float[SIZE - 1]), "2999", "3000", "(1, 3000)"),
        bad(n -> n.forward(new float[SIZE + 1]), "3001", "3000"),
        bad(n -> n.forward((float[]) null, out), "input 'image' is null"),
        bad(n -> n.forward(in, null), "output 'scores' is null", "6000"),
        bad(n -> n.forward(in, new float[2 * SIZE + 1]), "6001", "6000", "1 sample "),
        bad(n -> n.forward(new float[2 * SIZE], out), "6000", "12000", "2 samples"),
        bad(n -> n.forward(in, 0, out, 0, 0), "batch must be at least 1, got 0"),
        bad(n -> n.forward(in, 0, out, 0, -1), "got -1"),
        bad(n -> n.forward(in, -1, out, 0, 1), "offset of input 'image' is negative: -1"),
        bad(n -> n.forward(in, 1, out, 0, 1), "3000 values", "at least 3001", "offset 1"),
        bad(n -> n.forward(in, 0, out, 5, 1), "output 'scores' has 6000", "6005"),
        bad(n -> n.forward(in, 0, out, 0, Integer.MAX_VALUE), "6442450941000"),
        bad(n -> n.forward(in, Integer.MAX_VALUE, out, 0, 1), "2147486647"),
        bad(n -> n.forward(shared, 0, shared, 2999, 1), "overlap", "0 to 2999", "2999 to 8998"),
        bad(n -> n.forward(shared, 5999, shared, 0, 1), "overlap", "5999 to 8998", "0 to 5999"),
        bad(n -> n.run(null, new float[][] {out}, 1), "array of inputs is null"),
        bad(n -> n.run(new float[][] {in}, null, 1), "array of outputs is null"),
        bad(n -> n.run(new float[2][], new float[][] {out}, 1), "expected 1 inputs, got 2"),
        bad(n -> n.run(new float[][] {in}, new float[0][], 1), "expected 1 outputs, got 0"),
        bad(n -> n.run(new float[1][], new float[][] {out}, 1), "input 'image' is null"),
        bad(n -> n.run(new float[][] {in}, new float[1][], 1), "output 'scores' is null"),
        bad(
            n -> n.run(new float[][] {in}, new int[2], new float[][] {out}, null, 1),
            "expected 1 input offsets, got 2"),
        bad(n -> n.run(new float[][] {in}, new float[][] {out}, 2), "at least 6000"),
        bad(n -> n.run(new float[][] {shared}, new float[][] {shared}, 1), "overlap"));
  }

  @ParameterizedTest
  @MethodSource("badArguments")
  void refusesBadArguments(Call call, List<String> fragments) {
    Network net = TestNetwork.loadIsolated(SCALAR);
    String message = assertThrows(IllegalArgumentException.class, () -> call.on(net)).getMessage();
    fragments.forEach(fragment -> assertTrue(message.contains(fragment), message));
    float[] image = image(1, 4);
    assertArrayEquals(expected(image), net.forward(image), "usable after a refusal");
  }

  @Test
  void networksWithSeveralInputsNameTheRightMethod() {
    Signature signature =
        new Signature(
            List.of(
                new Descriptor.Tensor("left", List.of(2)),
                new Descriptor.Tensor("right", List.of(3))),
            List.of(new Descriptor.Tensor("out", List.of(4))));
    dev.lamina.runtime.Arguments checks = new dev.lamina.runtime.Arguments("a.Two", signature);
    String message =
        assertThrows(UnsupportedOperationException.class, () -> checks.batch(new float[2]))
            .getMessage();
    assertTrue(message.contains("Two has 2 inputs and 1 output"), message);
    assertTrue(message.contains("left (2), right (3) -> out (4)"), message);
    Frame frame = new Frame(null, null, null, 3, 0, null);
    frame.set(0, new float[4], 0);
    frame.set(1, new float[6], 0);
    frame.set(2, new float[8], 0);
    assertEquals(2, checks.batch(frame));
    frame.set(1, new float[5], 0);
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> checks.batch(frame))
            .getMessage()
            .contains("input 'right' has 5 values, expected 6 for 2 samples of shape (3)"));
  }

  @Test
  void manyThreadsAtOnce() throws Exception {
    for (int threads : new int[] {1, 2}) {
      Network net = TestNetwork.loadIsolated(SCALAR.threads(threads));
      ExecutorService executor = Executors.newFixedThreadPool(8);
      List<Future<Boolean>> results = new ArrayList<>();
      for (int caller = 0; caller < 8; caller++) {
        results.add(executor.submit(calls(net, caller)));
      }
      for (Future<Boolean> result : results) {
        assertTrue(result.get());
      }
      executor.shutdown();
    }
  }

  private static Callable<Boolean> calls(Network net, int seed) {
    return () -> {
      float[] image = image(1 + seed % 3, seed);
      float[] expected = expected(image);
      float[] scores = new float[expected.length];
      for (int i = 0; i < 200; i++) {
        java.util.Arrays.fill(scores, -1);
        net.forward(image, scores);
        assertArrayEquals(expected, scores);
      }
      return true;
    };
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void failuresReachTheCallerAndLeaveTheNetworkUsable(int threads) {
    Network net = TestNetwork.loadIsolated(SCALAR.threads(threads));
    float[] image = image(9, 2);
    float[] broken = image.clone();
    broken[broken.length - 1] = 13;
    for (int i = 0; i < 100; i++) {
      assertEquals(
          "13", assertThrows(ArithmeticException.class, () -> net.forward(broken)).getMessage());
    }
    assertArrayEquals(expected(image), net.forward(image));
  }

  @Test
  void interruptsAreKept() {
    Network net = TestNetwork.loadIsolated(SCALAR.threads(4));
    float[] image = image(9, 2);
    Thread.currentThread().interrupt();
    float[] scores = net.forward(image);
    assertTrue(Thread.interrupted());
    assertArrayEquals(expected(image), scores);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void warmCallsAllocateNothing(int threads) {
    com.sun.management.ThreadMXBean beans =
        (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
    Network net = TestNetwork.loadIsolated(SCALAR.threads(threads));
    float[] image = image(5, 3);
    float[] scores = new float[2 * image.length];
    float[][] inputs = {image};
    float[][] outputs = {scores};
    for (int i = 0; i < 1000; i++) {
      net.forward(image, scores);
      net.run(inputs, outputs, 5);
    }
    long[] workers = workers();
    long least = Long.MAX_VALUE;
    for (int attempt = 0; attempt < 5; attempt++) {
      long[] workersBefore = beans.getThreadAllocatedBytes(workers);
      long before = beans.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 200; i++) {
        net.forward(image, scores);
        net.run(inputs, outputs, 5);
      }
      long own = beans.getCurrentThreadAllocatedBytes() - before;
      least = Math.min(least, own + more(beans.getThreadAllocatedBytes(workers), workersBefore));
    }
    assertEquals(0, least);
  }

  private static long[] workers() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("lamina-"))
        .mapToLong(Thread::getId)
        .toArray();
  }

  /** What threads have allocated since; a thread that ended in between has -1. */
  private static long more(long[] after, long[] before) {
    long sum = 0;
    for (int i = 0; i < after.length; i++) {
      sum += after[i] < 0 ? 0 : after[i] - before[i];
    }
    return sum;
  }

  @Test
  void refusesDamagedWeightsInTheJar() throws IOException {
    ByteArrayOutputStream descriptor = new ByteArrayOutputStream();
    DescriptorWriter.write(TestNetwork.descriptor(OptionalInt.of(12345)), descriptor);
    ByteArrayOutputStream weights = new ByteArrayOutputStream();
    TestNetwork.writer().write(weights, TestNetwork::content);
    String message =
        assertThrows(
                WeightsException.class,
                () ->
                    TestNetwork.loadIsolated(
                        SCALAR, descriptor.toByteArray(), weights.toByteArray()))
            .getMessage();
    assertTrue(message.contains("is damaged: its checksum is "), message);
    assertTrue(message.contains("expected 00003039"), message);
  }

  @Test
  void withoutWeightsOrDescriptor(@TempDir Path directory) throws IOException {
    ByteArrayOutputStream descriptor = new ByteArrayOutputStream();
    DescriptorWriter.write(TestNetwork.descriptor(OptionalInt.empty()), descriptor);
    byte[] bytes = descriptor.toByteArray();
    assertTrue(
        assertThrows(
                WeightsException.class, () -> TestNetwork.loadIsolated(SCALAR, bytes, new byte[0]))
            .getMessage()
            .contains(
                "has no weights in its jar: give a safetensors file, TestNetwork.load(Path)"));
    Path file = directory.resolve("w.safetensors");
    try (OutputStream out = Files.newOutputStream(file)) {
      TestNetwork.writer().write(out, TestNetwork::content);
    }
    Network net = TestNetwork.loadIsolated(SCALAR.weights(file), bytes, new byte[0]);
    float[] image = image(1, 1);
    assertArrayEquals(expected(image), net.forward(image));
    assertTrue(
        assertThrows(
                IllegalArgumentException.class,
                () -> TestNetwork.loadIsolated(SCALAR, null, new byte[0]))
            .getMessage()
            .contains("META-INF/lamina/dev.lamina.runtime.TestNetwork.lamina"));
  }

  @Test
  void idleWorkersDoNotKeepClasses() throws InterruptedException {
    WeakReference<ClassLoader> loader = loadUseAndDrop();
    for (int i = 0; i < 40 && loader.get() != null; i++) {
      System.gc();
      Thread.sleep(50);
    }
    assertNull(loader.get(), "the class loader is still there");
    assertTrue(workers().length >= 1, "no worker was there");
  }

  /** Warming up starts workers with the generated class on the stack. */
  private static WeakReference<ClassLoader> loadUseAndDrop() {
    Network net = TestNetwork.loadIsolated(SCALAR.warmUp(true).threads(9));
    float[] image = image(4, 1);
    for (int i = 0; i < 100; i++) {
      assertArrayEquals(expected(image), net.forward(image));
    }
    return new WeakReference<>(net.getClass().getClassLoader());
  }

  @Test
  void spreadsOverThreads() {
    Network net = TestNetwork.loadIsolated(SCALAR.threads(3));
    float[] image = image(4, 1);
    assertArrayEquals(expected(image), net.forward(image));
    assertTrue(workers().length >= 1, "no worker was there");
  }

  @Test
  void warmsUp() {
    Network net = TestNetwork.loadIsolated(SCALAR.warmUp(true).threads(2));
    float[] image = image(2, 1);
    assertArrayEquals(expected(image), net.forward(image));
  }
}
