package dev.lamina.compiler.cli;

import java.util.List;
import java.util.stream.DoubleStream;

/**
 * What calls of several threads at once took.
 *
 * @param callers how many threads called
 * @param calls how often in all
 * @param p50 the time in which half of the calls were done, in nanoseconds
 * @param p90 that of nine in ten
 * @param p99 that of 99 in 100
 * @param callsPerSecond of all callers together
 * @param bytesPerCall what a call allocated
 */
record Measurement(
    int callers,
    long calls,
    double p50,
    double p90,
    double p99,
    double callsPerSecond,
    long bytesPerCall) {

  /** Of calls that ran at the same time. */
  static Measurement of(List<Calls> all) {
    double[] times =
        all.stream().flatMapToDouble(c -> DoubleStream.of(c.times())).sorted().toArray();
    long calls = all.stream().mapToLong(Calls::calls).sum();
    long bytes = all.stream().mapToLong(Calls::allocated).sum();
    double rate = all.stream().mapToDouble(c -> 1e9 * c.calls() / c.elapsed()).sum();
    return new Measurement(
        all.size(),
        calls,
        percentile(times, 50),
        percentile(times, 90),
        percentile(times, 99),
        rate,
        bytes / calls);
  }

  /** Of sorted values: the smallest that so many percent do not exceed. */
  static double percentile(double[] sorted, int percent) {
    int rank = (int) Math.ceil(sorted.length * (percent / 100.0));
    return sorted[Math.max(0, rank - 1)];
  }
}
