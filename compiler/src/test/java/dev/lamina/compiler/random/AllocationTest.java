package dev.lamina.compiler.random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.lamina.compiler.layer.Tensor;
import dev.lamina.compiler.plan.Agreement;
import dev.lamina.compiler.plan.Target;
import dev.lamina.runtime.LoadOptions;
import dev.lamina.runtime.Network;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Warm calls allocate nothing, by the JVM's own count, on any number of threads. */
class AllocationTest {
  private static final int CALLS = 10_000;

  /** The JIT may take its time, and compile once more. */
  private static final int ATTEMPTS = 20;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1 | input(20) -> linear(24) -> gelu -> linear(10) -> softmax",
        "1 | input(3, 8, 8) -> conv(8, 3, pad=1) -> relu -> maxpool(2) -> flatten -> linear(10)",
        "1 | input(8, 8, 3, layout=nhwc, type=uint8) -> conv(8, 3) -> relu",
        "2 | input(64, 24, 24) -> conv(64, 3, pad=1) -> maxpool(2)",
        "1 | input(32, 14, 14) -> conv(32, 1) -> relu -> maxpool(3, stride=2, pad=1)",
      })
  void warmCallsAllocateNothing(int threads, String text) throws IOException {
    GeneratedNetwork compiled = GeneratedNetwork.of(text, 1, List.of(Target.values()));
    LoadOptions options = LoadOptions.defaults().threads(threads);
    check(compiled, compiled.load(options), threads);
    if (threads == 1) {
      check(compiled, compiled.load(options.variant(Target.SCALAR.id())), threads);
    }
  }

  private static void check(GeneratedNetwork compiled, Network network, int threads) {
    List<List<Tensor>> samples = Agreement.inputs(compiled.graph(), 1, 1);
    float[] input = compiled.inputs(samples)[0];
    byte[] bytes = Agreement.bytes(input);
    boolean ofBytes = network.signature().inputs().get(0).uint8();
    float[] output = ofBytes ? network.forward(bytes) : network.forward(input);
    Runnable one =
        ofBytes ? () -> network.forward(bytes, output) : () -> network.forward(input, output);
    long allocated = -1;
    for (int attempt = 0; attempt < ATTEMPTS && allocated != 0; attempt++) {
      one.run();
      long[] workers = workers();
      assertTrue(workers.length >= threads - 1, "no worker was there");
      long before = allocated(workers);
      long own = THREADS.getCurrentThreadAllocatedBytes();
      for (int call = 0; call < CALLS; call++) {
        one.run();
      }
      own = THREADS.getCurrentThreadAllocatedBytes() - own;
      allocated = own + allocated(workers) - before;
    }
    assertEquals(0, allocated, "bytes in " + CALLS + " calls of " + network.variant());
  }

  private static long[] workers() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("lamina-"))
        .mapToLong(Thread::getId)
        .toArray();
  }

  /** A thread that has ended has -1, before and after alike. */
  private static long allocated(long[] threads) {
    long sum = 0;
    for (long bytes : THREADS.getThreadAllocatedBytes(threads)) {
      sum += bytes;
    }
    return sum;
  }
}
