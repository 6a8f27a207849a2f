package dev.lamina.runtime;

import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

/**
 * Has the JIT compile the micro-kernels of a large network, in a thread of its own. Vector code
 * that has not been compiled is a thousand times slower than later: the first call would take
 * seconds. And it makes the JIT compile the Vector API's own methods, which nobody needs once the
 * kernels are compiled. So a kernel is called many times, but works a few times only.
 */
final class KernelWarmUp {
  private static final long BUDGET = 5_000_000_000L;
  private static final long PAUSE = 3_000_000;
  private static final int FLOATS = 1 << 16;

  /** How often loops turn where a kernel works. */
  private static final int TURNS = 4;

  /**
   * Calls of the kernel that does every vector operation once. C1 has many methods to compile by
   * then, and takes one the later the more there are. While C2 has many, C1 leaves out the profile,
   * and looks again every 1024 calls: so the calls go on.
   */
  private static final int OPERATIONS = 1500;

  /** Operations between two looks at whether to stop. */
  private static final int SLICE = 100;

  /** Calls after which C1 takes a method, unless it has many in its queue. */
  private static final int C1_CALLS = 250;

  /** Calls of {@link #C2_TURNS}, some rounds of which make C2 take it: 600 and 15,000 turns. */
  private static final int C2_CALLS = 100;

  private static final int C2_TURNS = 25;

  /**
   * How often it works in one of {@link #WORKING_ROUNDS} rounds: C2 believes only branches that
   * were taken 40 times, and leaves out what never ran. With 8, its code is up to 5 % slower.
   */
  private static final int WORK = 28;

  private static final int WORKING_ROUNDS = 16;

  /** Turns of the empty loop from whose time one sees who compiled it. */
  private static final int PROBE = 2000;

  /** Kernels under way at once: where C2 has many methods to do, C1 leaves out the profile. */
  private static final int WINDOW = 4;

  private final Program program;
  private final float[] floats = new float[FLOATS];
  private final int[] table = new int[TURNS * TURNS];
  private final float[][] rows = new float[TURNS * TURNS][];
  private final Thread thread = new Thread(this::run, "lamina-warm-up");
  private volatile boolean stopped;

  private KernelWarmUp(Program program) {
    this.program = program;
    Arrays.fill(rows, floats);
  }

  /** Starts a warm-up; a network without micro-kernels that need it has none. */
  static KernelWarmUp start(Program program) {
    KernelWarmUp warmUp = new KernelWarmUp(program);
    warmUp.thread.setDaemon(true);
    if (program.microKernels() > 0) {
      warmUp.thread.start();
    }
    return warmUp;
  }

  private void run() {
    int kernels = program.microKernels();
    Kernel[] underWay = new Kernel[WINDOW];
    int operations = 0;
    int next = 0;
    int left = kernels;
    long end = System.nanoTime() + BUDGET;
    while (left > 0 && !stopped && System.nanoTime() - end < 0) {
      program.warmUp(kernels, floats, table, rows, TURNS, SLICE, 0);
      operations += SLICE;
      if (operations < OPERATIONS) {
        continue;
      }
      for (int i = 0; i < WINDOW; i++) {
        if (underWay[i] == null && next < kernels) {
          underWay[i] = new Kernel(next++);
        }
        if (underWay[i] != null && underWay[i].advance()) {
          underWay[i] = null;
          left--;
        }
      }
      LockSupport.parkNanos(PAUSE);
    }
  }

  /** A micro-kernel on its way from the interpreter through C1 to C2. */
  private final class Kernel {
    private final int index;
    private int profiledRounds;
    private long interpreted;

    Kernel(int index) {
      this.index = index;
    }

    /** Does the next bit; says whether it is done. */
    boolean advance() {
      try {
        if (interpreted == 0) {
          work(1); // what it names is to be found before anyone compiles it
          interpreted = time(PROBE);
        }
        if (isCompiled()) {
          work(1); // if C2 left something out, that ends the compiled code
          return isCompiled();
        }
        if (time(PROBE) > interpreted / 2) {
          idle(C1_CALLS, 1);
          return false;
        }
        if (profiledRounds++ % WORKING_ROUNDS == 0) {
          work(WORK);
        }
        idle(C2_CALLS, C2_TURNS);
        return false;
      } catch (IndexOutOfBoundsException e) {
        return true; // its strides are larger than the pretend work has room for
      }
    }

    /** Whether C2 has compiled it: it leaves out the empty loop, and turns take no time. */
    private boolean isCompiled() {
      return time(PROBE) < 2 * time(1);
    }

    private void work(int calls) {
      program.warmUp(index, floats, table, rows, TURNS, calls, 0);
    }

    private void idle(int calls, int turns) {
      program.warmUp(index, floats, table, rows, TURNS, calls, turns);
    }

    /** How long the empty loop takes; the better of two, since threads are interrupted. */
    private long time(int turns) {
      return Math.min(timeOnce(turns), timeOnce(turns));
    }

    private long timeOnce(int turns) {
      long start = System.nanoTime();
      idle(1, turns);
      return Math.max(1, System.nanoTime() - start);
    }
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
