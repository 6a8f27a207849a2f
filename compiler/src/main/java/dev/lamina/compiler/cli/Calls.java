package dev.lamina.compiler.cli;

import com.sun.management.ThreadMXBean;
import dev.lamina.runtime.Descriptor;
import dev.lamina.runtime.Network;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Calls of a network by one thread, and how long they took. Short calls are timed several at once,
 * so that the clock takes no part in it.
 */
final class Calls implements Runnable {
  private static final int MOST_TIMES = 1 << 20;

  /** In nanoseconds. */
  private static final long LONGEST_WARM_UP = 20_000_000_000L;

  /** The JIT's part of a time from which it is not done. */
  private static final double BUSY = 0.02;

  /** What is timed takes at least this long. */
  private static final long SHORTEST = 5_000;

  private final Network network;
  private final float[][] inputs;
  private final byte[][] bytes;
  private final float[][] outputs;
  private final int batch;
  private final long nanos;
  private final long[] times = new long[MOST_TIMES];
  private int together = 1;
  private long calls;
  private long elapsed;
  private long allocated;

  Calls(Network network, int batch, long nanos) {
    this.network = network;
    this.batch = batch;
    this.nanos = nanos;
    List<Descriptor.Tensor> ports = network.signature().inputs();
    this.inputs = new float[ports.size()][];
    this.bytes = new byte[ports.size()][];
    Random random = new Random(1);
    for (int i = 0; i < inputs.length; i++) {
      int size = Math.multiplyExact(ports.get(i).size(), batch);
      if (ports.get(i).uint8()) {
        bytes[i] = new byte[size];
        random.nextBytes(bytes[i]);
      } else {
        inputs[i] = new float[size];
        for (int j = 0; j < size; j++) {
          inputs[i][j] = random.nextFloat();
        }
      }
    }
    this.outputs =
        network.signature().outputs().stream()
            .map(p -> new float[Math.multiplyExact(p.size(), batch)])
            .toArray(float[][]::new);
  }

  /** Calls without taking notes, until the JIT has had that long. */
  void warmUp(long nanos) {
    long start = System.nanoTime();
    long end = start + nanos;
    long warm = 0;
    do {
      call();
      warm++;
    } while (System.nanoTime() < end);
    long each = (System.nanoTime() - start) / warm;
    together = (int) Math.max(1, SHORTEST / Math.max(1, each));
  }

  /** Warms up for that long, again and again while the JIT has compiled meanwhile. */
  void warmUpFully(long nanos) {
    long end = System.nanoTime() + LONGEST_WARM_UP;
    long before;
    do {
      before = compilation();
      warmUp(nanos);
    } while (compilation() - before > BUSY * nanos && System.nanoTime() < end);
  }

  /** How long the JIT has worked, in nanoseconds. */
  private static long compilation() {
    CompilationMXBean jit = ManagementFactory.getCompilationMXBean();
    return jit == null ? 0 : jit.getTotalCompilationTime() * 1_000_000;
  }

  @Override
  public void run() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    long before = threads.getThreadAllocatedBytes(thread);
    long own = threads.getThreadAllocatedBytes(thread) - before;
    before = threads.getThreadAllocatedBytes(thread);
    long start = System.nanoTime();
    long last = start;
    int count = 0;
    while (last - start < nanos) {
      for (int i = 0; i < together; i++) {
        call();
      }
      long now = System.nanoTime();
      times[count++ % MOST_TIMES] = now - last;
      last = now;
    }
    elapsed = last - start;
    calls = (long) count * together;
    allocated = threads.getThreadAllocatedBytes(thread) - before - own;
  }

  void call() {
    network.run(inputs, bytes, null, outputs, null, batch);
  }

  long calls() {
    return calls;
  }

  /** In nanoseconds. */
  long elapsed() {
    return elapsed;
  }

  /** In bytes. */
  long allocated() {
    return Math.max(0, allocated);
  }

  /** What calls took, in nanoseconds, sorted. */
  double[] times() {
    int known = (int) Math.min(MOST_TIMES, calls / together);
    return Arrays.stream(times, 0, known)
        .sorted()
        .mapToDouble(t -> (double) t / together)
        .toArray();
  }
}
