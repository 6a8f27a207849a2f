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

  /** Calls after which C1 takes a method, unless it has many in its queue. */
  private static final int C1_CALLS = 250;

  /** Calls of {@link #C2_TURNS}, some rounds of which make C2 take it: 600 and 15,000 turns. */
  private static final int C2_CALLS = 100;

  private static final int C2_TURNS = 25;

  /**
   * How often it works in a round: C2 believes only branches that were taken 40 times, and leaves
   * out what never ran.
   */
  private static final int WORK = 7;

  /** Rounds in which it works, all of the first and one in so many while C2 is busy. */
  private static final int WORKING_ROUNDS = 8;

  /** Turns of the empty loop from whose time one sees who compiled it. */
  private static final int PROBE = 1000;

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
    Kernel[] kernels = new Kernel[program.microKernels()];
    for (int i = 0; i < kernels.length; i++) {
      kernels[i] = new Kernel(i);
    }
    long end = System.nanoTime() + BUDGET;
    int first = 0;
    while (first < kernels.length) {
      int last = Math.min(first + WINDOW, kernels.length);
      for (int i = first; i < last; i++) {
        if (stopped || System.nanoTime() - end >= 0) {
          return;
        }
        if (!kernels[i].compiled) {
          kernels[i].advance();
        }
      }
      while (first < last && kernels[first].compiled) {
        first++;
      }
      LockSupport.parkNanos(PAUSE);
    }
  }

  /** A micro-kernel on its way from the interpreter through C1 to C2. */
  private final class Kernel {
    private final int index;
    private int round;
    private long interpreted;
    private long profiled;
    private boolean compiled;

    Kernel(int index) {
      this.index = index;
    }

    /**
     * Does the next bit. Whenever C2 takes the kernel, maybe before one has seen that C1 has, the
     * profile of the Vector API's methods must know the vectors' classes. Otherwise C2 leaves calls
     * in the kernel, and vectors in boxes for ever. So it works in all rounds at first; while it
     * waits for C2, seldom, because what it calls goes to C2 as well, a hundred methods in vain.
     */
    void advance() {
      try {
        if (round < WORKING_ROUNDS || round % WORKING_ROUNDS == 0) {
          work(WORK);
        }
        round++;
        if (interpreted == 0) {
          interpreted = probe();
        } else if (profiled == 0) {
          idle(C1_CALLS, 1);
          long time = probe();
          profiled = time < interpreted / 3 ? time : 0;
        } else {
          idle(C2_CALLS, C2_TURNS);
          compiled = isCompiled();
        }
      } catch (IndexOutOfBoundsException e) {
        compiled = true; // its strides are larger than the pretend work has room for
      }
    }

    /** Whether C2 has compiled it, and all of it. */
    private boolean isCompiled() {
      if (probe() >= profiled / 4) {
        return false;
      }
      work(1);
      return probe() < profiled / 4;
    }

    private void work(int calls) {
      program.warmUp(index, floats, table, rows, TURNS, calls, 0);
    }

    private void idle(int calls, int turns) {
      program.warmUp(index, floats, table, rows, TURNS, calls, turns);
    }

    /** How long the empty loop takes; the better of two, since threads are interrupted. */
    private long probe() {
      return Math.min(time(), time());
    }

    private long time() {
      long start = System.nanoTime();
      idle(1, PROBE);
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
