package dev.lamina.compiler.cli;

import java.io.PrintStream;

/**
 * A line of a terminal that says what is being done: for how long once it takes a second, and as a
 * bar where it is known how much of it is done.
 */
final class Progress {
  private static final String CLEAR_LINE = "\r\u001b[K";
  private static final int BAR = 30;
  private static final long SECOND = 1_000_000_000L;

  /** Drawing more often would take time itself. */
  private static final long TENTH = SECOND / 10;

  private final PrintStream err;
  private final boolean terminal;
  private String doing = "";
  private long begun;
  private long drawn;
  private Thread clock;

  Progress(PrintStream err, boolean terminal) {
    this.err = err;
    this.terminal = terminal;
  }

  synchronized void begin(String what) {
    if (terminal) {
      doing = what;
      begun = System.nanoTime();
      draw(" ...");
      startClock();
    }
  }

  synchronized void advance(long done, long all) {
    if (!doing.isEmpty() && all > 0 && System.nanoTime() - drawn >= TENTH) {
      draw(bar(done, all));
    }
  }

  synchronized void end() {
    if (!doing.isEmpty()) {
      doing = "";
      err.print(CLEAR_LINE);
      err.flush();
    }
  }

  /** Such as {@code [######........] 43 %}. */
  static String bar(long done, long all) {
    double part = Math.min(1, (double) done / all);
    int full = (int) (part * BAR);
    String bar = "#".repeat(full) + ".".repeat(BAR - full);
    return String.format(" [%s] %3d %%", bar, Math.round(100 * part));
  }

  private void draw(String state) {
    drawn = System.nanoTime();
    err.print(CLEAR_LINE + doing + state);
    err.flush();
  }

  private void startClock() {
    if (clock == null) {
      clock = new Thread(this::tick, "progress");
      clock.setDaemon(true);
      clock.start();
    }
  }

  private void tick() {
    try {
      while (true) {
        Thread.sleep(SECOND / 1_000_000);
        tock();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A bar says more than the time. */
  private synchronized void tock() {
    long now = System.nanoTime();
    if (!doing.isEmpty() && now - drawn >= SECOND / 2) {
      draw(" ... " + (now - begun) / SECOND + " s");
    }
  }
}
