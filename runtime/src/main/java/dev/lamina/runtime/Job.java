package dev.lamina.runtime;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/**
 * A frame's work while it is shared with the pool's workers. The caller opens rounds, one for each
 * step that is spread; everybody claims parts of the round until none is left; the caller waits for
 * the parts that others claimed, and for nothing else.
 */
final class Job {
  private static final int YIELDS = 50;
  private static final long NAP_NANOS = 20_000;

  private static final VarHandle STATE;
  private static final VarHandle DONE;
  private static final VarHandle HELPERS;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      STATE = lookup.findVarHandle(Job.class, "state", long.class);
      DONE = lookup.findVarHandle(Job.class, "done", int.class);
      HELPERS = lookup.findVarHandle(Job.class, "helpers", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Program program;
  private Frame frame;
  private int step;
  private int units;

  /**
   * The round (32 bits), how many parts it has (16) and which is claimed next (16): in one word, so
   * that a worker that comes late cannot claim a part of a round it knows nothing of.
   */
  private volatile long state;

  private volatile int done;
  private volatile int helpers;
  private volatile boolean open;
  private volatile Throwable failure;

  Job(Program program) {
    this.program = program;
  }

  /** Whether the caller may still open a round. */
  boolean isOpen() {
    return open;
  }

  /** Begins a call. */
  void open(Frame callersFrame) {
    frame = callersFrame;
    open = true;
  }

  /** Ends a call; every round is over. */
  void close() {
    open = false;
  }

  /** Called for a worker before it begins to help. */
  void enter() {
    HELPERS.getAndAdd(this, 1);
  }

  /** Called by a worker that stops helping. */
  void leave() {
    HELPERS.getAndAdd(this, -1);
  }

  /** Runs a step's units in so many parts, on this thread and on workers. */
  void round(int index, int stepUnits, int parts, int threads) {
    int wanted = Math.min(threads, parts) - 1 - helpers;
    if (wanted > 0) {
      Workers.recruit(this, wanted, threads);
    }
    step = index;
    units = stepUnits;
    done = 0;
    long round = (state >>> 32) + 1;
    state = round << 32 | (long) parts << 16;
    while (help()) {
      // until every part is claimed
    }
    await(parts);
    Throwable thrown = failure;
    if (thrown != null) {
      failure = null;
      rethrow(thrown);
    }
  }

  /** Claims a part and runs it; false if there is none. */
  boolean help() {
    long current = state;
    int part = (int) (current & 0xffff);
    int parts = (int) (current >>> 16 & 0xffff);
    if (part >= parts) {
      return false;
    }
    if (STATE.compareAndSet(this, current, current + 1)) {
      run(part, parts);
    }
    return true;
  }

  private void run(int part, int parts) {
    try {
      if (failure == null) {
        int from = (int) ((long) units * part / parts);
        int to = (int) ((long) units * (part + 1) / parts);
        program.step(step, frame, from, to);
      }
    } catch (Throwable e) {
      failure = e;
    } finally {
      DONE.getAndAdd(this, 1);
    }
  }

  /** Waits for parts that workers are running; interrupts are kept. */
  @SuppressWarnings("ThreadPriorityCheck") // between spinning and sleeping
  private void await(int parts) {
    int spins = Workers.spins();
    for (int i = 0; done < parts; i++) {
      if (i < spins) {
        Thread.onSpinWait();
      } else if (i < spins + YIELDS) {
        Thread.yield();
      } else {
        LockSupport.parkNanos(NAP_NANOS);
      }
    }
  }

  private static void rethrow(Throwable thrown) {
    if (thrown instanceof Error error) {
      throw error;
    }
    if (thrown instanceof RuntimeException exception) {
      throw exception;
    }
    throw new IllegalStateException(thrown);
  }
}
