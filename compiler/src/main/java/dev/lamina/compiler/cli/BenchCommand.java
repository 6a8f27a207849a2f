package dev.lamina.compiler.cli;

import dev.lamina.compiler.Explanation;
import dev.lamina.compiler.plan.Target;
import dev.lamina.runtime.Network;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lamina bench}. */
@Command(
    name = "bench",
    description = "Measures how fast a network is on this machine.",
    footer = {
      "",
      "One thread calls the network, then 2, 4, ... at once, up to the processors. Warm calls are",
      "timed; those of a few microseconds several at once. Without weights, random ones are used:",
      "time does not depend on them.",
      "",
      "Examples:",
      "  lamina bench lenet.nn",
      "  lamina bench resnet18.nn --batch 8 --threads 2 --json",
    })
final class BenchCommand implements Callable<Integer> {
  private static final OptionalLong SEED = OptionalLong.of(1);
  private static final int MOST_CALLERS = 1024;

  @Mixin private Common common;
  @Mixin private NetworkOptions model;
  @Mixin private JsonOption json;

  @Parameters(paramLabel = "MODEL", description = "a .nn file, or a jar that was compiled from one")
  private Path file;

  @Option(names = "--batch", paramLabel = "N", description = "how many samples a call has")
  private int batch = 1;

  @Option(
      names = "--callers",
      paramLabel = "N",
      description = "the most threads that call at once; default: the processors")
  private Integer callers;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      description = "how long each measurement takes; default: ${DEFAULT-VALUE}")
  private double seconds = 2;

  @Override
  public Integer call() throws InterruptedException {
    check();
    Console console = common.console();
    NetworkOptions.Loaded loaded = model.load(common, file, SEED, true);
    Network network = loaded.network();
    Verification.requireFits(network, batch);
    Optional<Explanation> explanation =
        loaded.compiled().map(c -> c.explain(Target.parse(network.variant())));
    console.progress("warming up");
    new Calls(network, batch, 0).warmUpFully(nanos());
    console.progress("measuring the machine");
    double peak = Peak.measure(Machine.preferred());
    List<Measurement> rows = new ArrayList<>();
    for (int n = 1; n <= most(); n = n < most() ? Math.min(2 * n, most()) : n + 1) {
      console.progress("measuring " + Units.plural(n, "caller"));
      rows.add(measure(network, n));
    }
    BenchReport report = new BenchReport(network, batch, explanation, peak, rows);
    console.print(json.isWanted() ? Json.of(report.json()) : report.text());
    return ExitCode.OK;
  }

  private void check() {
    if (batch < 1) {
      throw common.misuse("--batch: expected at least 1, but " + batch + " was given");
    }
    if (callers != null && (callers < 1 || callers > MOST_CALLERS)) {
      throw common.misuse(
          "--callers: expected 1 to " + MOST_CALLERS + ", but " + callers + " was given");
    }
    if (!(seconds > 0 && seconds <= 3600)) {
      throw common.misuse(
          "--seconds: expected a number above 0, at most 3600, but " + seconds + " was given");
    }
  }

  private int most() {
    return callers == null ? Runtime.getRuntime().availableProcessors() : callers;
  }

  private long nanos() {
    return (long) (seconds * 1e9);
  }

  private Measurement measure(Network network, int count) throws InterruptedException {
    List<Calls> all = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Calls calls = new Calls(network, batch, nanos());
      calls.warmUp(nanos() / 10);
      all.add(calls);
      threads.add(new Thread(calls, "caller-" + i));
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    return Measurement.of(all);
  }
}
