package dev.lamina.runtime;

import java.security.AccessController;
import java.security.PrivilegedAction;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The runtime's threads: daemons that all networks share, and that end when there is nothing to do.
 * A worker refers to a network only while it helps a call, so that classes can be unloaded.
 */
final class Workers {
  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final int SPINS = 1000;

  /** Within a call, some hundred microseconds: waking a thread takes as long as many a step. */
  private static final int SPINS_IN_CALL = 10_000;

  private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

  private static final Object LOCK = new Object();
  private static final ArrayDeque<Worker> IDLE = new ArrayDeque<>();
  private static int count;
  private static int created;
  private static volatile int limit = PROCESSORS - 1;

  private Workers() {}

  /**
   * Sends up to so many workers to the job; fewer if others are busy, for nothing is waited for.
   */
  static void recruit(Job job, int wanted, int threads) {
    for (int i = 0; i < wanted; i++) {
      Worker worker = idleOrNew(threads);
      if (worker == null) {
        return;
      }
      job.enter();
      worker.assign(job);
    }
  }

  private static Worker idleOrNew(int threads) {
    int number;
    synchronized (LOCK) {
      Worker idle = IDLE.pollLast();
      limit = Math.max(limit, threads - 1);
      if (idle != null || count >= limit) {
        return idle;
      }
      count++;
      number = ++created;
    }
    try {
      Worker worker = new Worker(number);
      worker.thread.start();
      return worker;
    } catch (OutOfMemoryError e) { // no more threads: the call goes on with fewer
      synchronized (LOCK) {
        count--;
      }
      return null;
    }
  }

  /** How long to wait awake in a call: not at all where threads outnumber processors. */
  static int spins() {
    return limit < PROCESSORS ? SPINS_IN_CALL : 1;
  }

  private static void toIdle(Worker worker) {
    synchronized (LOCK) {
      IDLE.addLast(worker);
    }
  }

  /** Ends an idle worker, unless it has just been taken. */
  private static boolean retire(Worker worker) {
    synchronized (LOCK) {
      boolean idle = IDLE.remove(worker);
      count -= idle ? 1 : 0;
      return idle;
    }
  }

  /** A thread and what it does. */
  private static final class Worker implements Runnable {
    private final Thread thread;
    private volatile Job job;
    private volatile boolean parked;

    Worker(int number) {
      this.thread = newThread(this, "lamina-" + number);
    }

    void assign(Job work) {
      job = work;
      if (parked) {
        LockSupport.unpark(thread);
      }
    }

    @Override
    public void run() {
      while (awaitJob()) {
        help();
        toIdle(this);
      }
    }

    /** Helps the call; in a method of its own, so that no local variable keeps the job. */
    private void help() {
      Job work = job;
      int spins = spins();
      for (int idle = 0; idle < spins && (idle == 0 || work.isOpen()); idle++) {
        if (work.help()) {
          idle = 0;
        } else {
          Thread.onSpinWait();
        }
      }
      work.leave();
      job = null;
    }

    /** Waits for a job; false if none came for long and the worker is to end. */
    private boolean awaitJob() {
      for (int i = Math.min(SPINS, spins()); i > 0; i--) {
        if (job != null) {
          return true;
        }
        Thread.onSpinWait();
      }
      long end = System.nanoTime() + IDLE_NANOS;
      parked = true;
      while (job == null) {
        long left = end - System.nanoTime();
        if (left <= 0 && retire(this)) {
          return false;
        }
        LockSupport.parkNanos(Workers.class, Math.max(left, 1000));
        clearInterrupt();
      }
      parked = false;
      return true;
    }
  }

  /** An interrupt is nobody's message to a worker, but would keep it from sleeping. */
  @SuppressWarnings("ResultOfMethodCallIgnored")
  private static void clearInterrupt() {
    Thread.interrupted();
  }

  /**
   * A thread that inherits nothing of the caller's: neither its class loader, nor its thread
   * locals, nor, thanks to {@code doPrivileged}, the protection domains on its stack.
   */
  @SuppressWarnings("removal") // what inherits the domains goes together with what prevents it
  private static Thread newThread(Runnable worker, String name) {
    return AccessController.doPrivileged(
        (PrivilegedAction<Thread>)
            () -> {
              Thread thread = new Thread(rootGroup(), worker, name, 0, false);
              thread.setDaemon(true);
              thread.setContextClassLoader(null);
              return thread;
            });
  }

  private static ThreadGroup rootGroup() {
    ThreadGroup group = Thread.currentThread().getThreadGroup();
    while (group.getParent() != null) {
      group = group.getParent();
    }
    return group;
  }
}
