package dev.lamina.runtime;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Runs code on pretend input, so that the JIT compiles it before the first real call. */
final class WarmUp {
  /** C2 takes a method after so many calls, if its loops turned often enough. */
  private static final int ROUNDS = 5000;

  private static final long BUDGET = 500_000_000;

  private WarmUp() {}

  /** Single units of every step first, because they are small; then whole calls. */
  static void run(Engine engine) {
    Frame frame = engine.take();
    try {
      for (int i = 0; i < engine.arguments().count(); i++) {
        int size = engine.arguments().size(i);
        if (engine.arguments().isBytes(i)) {
          frame.set(i, new byte[size], 0);
        } else {
          frame.set(i, new float[size], 0);
        }
      }
      frame.batch = 1;
      repeat(engine, frame, true);
      repeat(engine, frame, false);
    } finally {
      engine.release(frame);
    }
  }

  private static void repeat(Engine engine, Frame frame, boolean singleUnits) {
    long end = System.nanoTime() + BUDGET;
    for (int i = 0; i < ROUNDS && System.nanoTime() - end < 0; i++) {
      if (singleUnits) {
        units(engine, frame);
      } else {
        frame.rewind();
        engine.run(frame, 1);
      }
    }
  }

  private static void units(Engine engine, Frame frame) {
    List<Descriptor.Step> steps = engine.variant().steps();
    for (int i = 0; i < steps.size(); i++) {
      engine.program().step(i, frame, 0, Math.min(1, steps.get(i).units(1)));
    }
  }

  /**
   * The micro-kernels alone, in a thread of their own, on work so small that it takes little time
   * while it is interpreted. Vector code that has not been compiled is a thousand times slower than
   * later: a large network would take seconds for its first call.
   */
  static final class Kernels {
    /** Short calls after which C1 has been asked for every micro-kernel. */
    private static final int SHORT_ROUNDS = 250;

    /** Further calls, with loops that turn so often, after which C2 has been asked. */
    private static final int ROUNDS = 700;

    private static final int TURNS = 24;

    /** C2 is done with all when rounds have got no faster for so long, in nanoseconds. */
    private static final long SETTLED = 200_000_000;

    private static final long BUDGET = 3_000_000_000L;

    /** A call of a network that takes longer, in nanoseconds, is worth a warm-up. */
    private static final long LARGE = 5_000_000;

    private static final int FLOATS = 1 << 16;

    private final Program program;
    private final Thread thread = new Thread(this::run, "lamina-warm-up");
    private volatile boolean stopped;

    private Kernels(Program program) {
      this.program = program;
    }

    /** Whether calls of the variant take so long that its micro-kernels should be ready. */
    static boolean pays(Descriptor.Variant variant) {
      long cost = 0;
      for (Descriptor.Step step : variant.steps()) {
        cost += step.units(1) * step.costPerUnit();
      }
      return variant.vectorApi() && cost > LARGE;
    }

    static Kernels start(Program program) {
      Kernels kernels = new Kernels(program);
      kernels.thread.setDaemon(true);
      kernels.thread.start();
      return kernels;
    }

    private void run() {
      float[] floats = new float[FLOATS];
      int[] table = new int[TURNS * TURNS];
      float[][] rows = new float[TURNS * TURNS][];
      Arrays.fill(rows, floats);
      try {
        long end = System.nanoTime() + BUDGET;
        for (int i = 0; i < SHORT_ROUNDS + ROUNDS && !isOver(end); i++) {
          program.warmUp(floats, table, rows, i < SHORT_ROUNDS ? 1 : TURNS);
        }
        settle(() -> program.warmUp(floats, table, rows, TURNS), end);
      } catch (IndexOutOfBoundsException e) {
        stopped = true; // a kernel with larger strides than the pretend work has room for
      }
    }

    /** Waits for C2, which compiles in threads of its own. */
    private void settle(Runnable round, long end) {
      long fastest = Long.MAX_VALUE;
      long since = System.nanoTime();
      while (!isOver(end) && System.nanoTime() - since < SETTLED) {
        long start = System.nanoTime();
        round.run();
        long now = System.nanoTime();
        if (now - start < fastest - fastest / 100) {
          fastest = now - start;
          since = now;
        }
        LockSupport.parkNanos(1_000_000);
      }
    }

    private boolean isOver(long end) {
      return stopped || System.nanoTime() - end >= 0;
    }

    /** Ends the thread soon. */
    void stop() {
      stopped = true;
    }

    /** Waits until it is done; an interrupt is kept. */
    void await() {
      boolean interrupted = false;
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          interrupted = true;
          stop();
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
