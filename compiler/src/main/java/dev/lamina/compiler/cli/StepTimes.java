package dev.lamina.compiler.cli;

import dev.lamina.compiler.TimedNetwork;
import java.util.Arrays;
import java.util.List;

/**
 * What the steps of a network take on this machine.
 *
 * @param nanos the median of each step
 * @param callNanos the median of a whole call
 * @param calls how many were timed
 * @param peak floating-point operations a second in registers, by the same thread, before the calls
 * @param bandwidth bytes a second from memory; 0 where no layer depends on it
 */
record StepTimes(List<Double> nanos, double callNanos, int calls, double peak, double bandwidth) {
  private static final int MOST_CALLS = 10_000;
  private static final int CLOCK_READINGS = 10_001;

  /** Calls a warmed-up network for a while. */
  static StepTimes measure(
      TimedNetwork network,
      Calls calls,
      long nanos,
      double peak,
      double bandwidth,
      Console console) {
    long[][] times = new long[network.steps()][MOST_CALLS];
    long[] whole = new long[MOST_CALLS];
    long[] one = new long[network.steps()];
    network.take(one);
    int count = 0;
    long start = System.nanoTime();
    long now = start;
    while (count < MOST_CALLS && (now - start < nanos || count == 0)) {
      calls.call();
      long end = System.nanoTime();
      whole[count] = end - now;
      network.take(one);
      for (int i = 0; i < one.length; i++) {
        times[i][count] = one[i];
      }
      count++;
      console.progress(end - start, nanos);
      now = System.nanoTime();
    }
    long clock = clock();
    int measured = count;
    return new StepTimes(
        Arrays.stream(times)
            .mapToDouble(t -> median(t, measured) - clock)
            .map(StepTimes::positive)
            .boxed()
            .toList(),
        median(whole, measured),
        measured,
        peak,
        bandwidth);
  }

  private static double positive(double nanos) {
    return Math.max(0, nanos);
  }

  private static long median(long[] times, int count) {
    long[] sorted = Arrays.copyOf(times, count);
    Arrays.sort(sorted);
    return sorted[count / 2];
  }

  /** What it takes to ask for the time. */
  private static long clock() {
    long[] readings = new long[CLOCK_READINGS];
    long last = System.nanoTime();
    for (int i = 0; i < readings.length; i++) {
      long now = System.nanoTime();
      readings[i] = now - last;
      last = now;
    }
    return median(readings, readings.length);
  }
}
