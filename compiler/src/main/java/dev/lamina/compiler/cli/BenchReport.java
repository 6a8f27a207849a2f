package dev.lamina.compiler.cli;

import dev.lamina.compiler.Explanation;
import dev.lamina.runtime.Network;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What was measured, for people and for scripts.
 *
 * @param batch the samples of a call
 * @param explanation what a sample costs, unless the network came from a jar
 * @param peak operations a second of one core
 * @param rows by number of callers
 */
record BenchReport(
    Network network,
    int batch,
    Optional<Explanation> explanation,
    double peak,
    List<Measurement> rows) {

  String text() {
    StringBuilder out = new StringBuilder();
    out.append(network.getClass().getName()).append(" on ").append(network.variant());
    explanation.ifPresent(
        e -> {
          out.append(": ").append(Units.count(e.parameters())).append(" parameters, ");
          out.append(Units.scaled(e.multiplyAdds())).append(" mult-adds a sample");
        });
    out.append(batch == 1 ? "" : ", " + batch + " samples a call").append('\n');
    out.append("peak of a core: ").append(giga(peak)).append(" GFLOP/s, measured\n\n");
    out.append(
        line("callers", "p50", "p90", "p99", "samples/s", "GFLOP/s", "of peak", "bytes/call"));
    for (Measurement row : rows) {
      out.append(
          line(
              Integer.toString(row.callers()),
              time(row.p50()),
              time(row.p90()),
              time(row.p99()),
              Units.count(Math.round(row.callsPerSecond() * batch)),
              flops(row).map(BenchReport::giga).orElse("-"),
              flops(row).map(f -> Math.round(100 * share(row, f)) + " %").orElse("-"),
              Units.count(row.bytesPerCall())));
    }
    return out.toString();
  }

  private static String line(Object... cells) {
    return String.format(Locale.ROOT, "%7s%12s%12s%12s%14s%10s%10s%12s%n", cells);
  }

  /** Operations a second: a multiply-add is two. */
  private Optional<Double> flops(Measurement row) {
    return explanation.map(e -> 2.0 * e.multiplyAdds() * row.callsPerSecond() * batch);
  }

  /** The part of what as many cores could do. */
  private double share(Measurement row, double flops) {
    int cores = Math.min(row.callers(), Runtime.getRuntime().availableProcessors());
    return flops / (peak * cores);
  }

  private static String giga(double perSecond) {
    return String.format(Locale.ROOT, perSecond < 1e10 ? "%.2f" : "%.1f", perSecond / 1e9);
  }

  static String time(double nanos) {
    String unit = nanos < 1e3 ? "ns" : nanos < 1e6 ? "us" : nanos < 1e9 ? "ms" : "s";
    double scaled =
        nanos < 1e3 ? nanos : nanos < 1e6 ? nanos / 1e3 : nanos < 1e9 ? nanos / 1e6 : nanos / 1e9;
    return String.format(
        Locale.ROOT, scaled < 10 ? "%.2f %s" : scaled < 100 ? "%.1f %s" : "%.0f %s", scaled, unit);
  }

  Map<String, Object> json() {
    List<Object> measurements = new ArrayList<>();
    for (Measurement row : rows) {
      Map<String, Object> object =
          Reports.object(
              "callers", row.callers(),
              "calls", row.calls(),
              "p50Nanos", row.p50(),
              "p90Nanos", row.p90(),
              "p99Nanos", row.p99(),
              "samplesPerSecond", row.callsPerSecond() * batch,
              "bytesPerCall", row.bytesPerCall());
      flops(row)
          .ifPresent(
              f -> {
                object.put("gigaflops", f / 1e9);
                object.put("shareOfPeak", share(row, f));
              });
      measurements.add(object);
    }
    return Reports.object(
        "class", network.getClass().getName(),
        "variant", network.variant(),
        "java", Runtime.version().toString(),
        "processors", Runtime.getRuntime().availableProcessors(),
        "batch", batch,
        "peakGigaflops", peak / 1e9,
        "measurements", measurements);
  }
}
