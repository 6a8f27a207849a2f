package dev.lamina.peers;

import java.util.Arrays;
import java.util.List;

/** Interleaved timing. */
final class Rounds {
  /** Warming up goes on, a second at a time, until the JIT has nothing more to gain. */
  private static final double SECOND = 1e9;

  private static final int ENOUGH = 5;

  private static final int MOST_SECONDS = 60;
  private static final double GAIN = 0.05;

  private Rounds() {}

  /**
   * The microseconds of a call in each engine: the median of {@code rounds} rounds, in each of
   * which every engine has its turn.
   *
   * @param seconds for each engine, warming up not counted
   */
  static double[] medians(
      List<Engine> engines, float[] input, float[] output, int rounds, double seconds) {
    double turn = seconds / rounds * 1e9;
    double[][] times = new double[engines.size()][rounds];
    long[] calls = new long[engines.size()];
    for (int e = 0; e < calls.length; e++) {
      double call = warmUp(engines.get(e), input, output);
      calls[e] = Math.max(1, (long) (turn / call));
    }
    for (int round = 0; round < rounds; round++) {
      for (int e = 0; e < calls.length; e++) {
        times[e][round] = time(engines.get(e), input, output, calls[e]) / 1000;
      }
    }
    return Arrays.stream(times).mapToDouble(Rounds::median).toArray();
  }

  /** The nanoseconds of a call once some seconds in a row have brought no more. */
  private static double warmUp(Engine engine, float[] input, float[] output) {
    double best = Double.POSITIVE_INFINITY;
    int steady = 0;
    for (int second = 0; second < MOST_SECONDS && steady < ENOUGH; second++) {
      double call = time(engine, input, output, SECOND);
      steady = call < best * (1 - GAIN) ? 0 : steady + 1;
      best = Math.min(best, call);
    }
    return best;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  /** Calls for that many nanoseconds, at least twice; the nanoseconds of a call at the end. */
  private static double time(Engine engine, float[] input, float[] output, double nanos) {
    long start = System.nanoTime();
    double call = time(engine, input, output, 1);
    long calls = 1;
    do {
      call = time(engine, input, output, calls);
      calls = Math.max(1, Math.min(2 * calls, (long) (nanos / 8 / call)));
    } while (System.nanoTime() - start < nanos);
    return call;
  }

  private static double time(Engine engine, float[] input, float[] output, long calls) {
    long start = System.nanoTime();
    for (long i = 0; i < calls; i++) {
      engine.run(input, output);
    }
    return (double) (System.nanoTime() - start) / calls;
  }
}
