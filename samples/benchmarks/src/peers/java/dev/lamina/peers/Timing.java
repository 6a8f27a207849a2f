package dev.lamina.peers;

/** Timing of one engine. */
final class Timing {
  private static final double SECOND = 1e9;
  private static final int ENOUGH = 5;
  private static final int MOST_SECONDS = 60;
  private static final double GAIN = 0.05;

  private final Engine engine;
  private final float[] input;
  private final float[] output;

  Timing(Engine engine, float[] input, float[] output) {
    this.engine = engine;
    this.input = input;
    this.output = output;
  }

  /**
   * The nanoseconds of a call once some seconds in a row have brought no more, because the JIT has
   * nothing more to gain.
   */
  double warmUp() {
    double best = Double.POSITIVE_INFINITY;
    int steady = 0;
    for (int second = 0; second < MOST_SECONDS && steady < ENOUGH; second++) {
      double call = second();
      steady = call < best * (1 - GAIN) ? 0 : steady + 1;
      best = Math.min(best, call);
    }
    return best;
  }

  /** Calls for a second, and in any case once; the nanoseconds of a call at the end. */
  private double second() {
    long start = System.nanoTime();
    long calls = 1;
    double call;
    do {
      call = nanos(calls);
      calls = Math.max(1, Math.min(2 * calls, (long) (SECOND / 8 / call)));
    } while (System.nanoTime() - start < SECOND);
    return call;
  }

  /** The nanoseconds of a call in that many. */
  double nanos(long calls) {
    long start = System.nanoTime();
    for (long i = 0; i < calls; i++) {
      engine.run(input, output);
    }
    return (double) (System.nanoTime() - start) / calls;
  }
}
