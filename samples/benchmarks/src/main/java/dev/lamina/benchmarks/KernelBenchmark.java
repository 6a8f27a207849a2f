package dev.lamina.benchmarks;

import dev.lamina.compiler.CompiledNetwork;
import dev.lamina.compiler.PlanExplanation;
import dev.lamina.compiler.TimedNetwork;
import dev.lamina.compiler.plan.Target;
import dev.lamina.runtime.LoadOptions;
import dev.lamina.runtime.Network;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * One layer at a time, one thread, beside what the machine can do. The time of a call contains the
 * copies between the caller's arrays and the layer's layouts; {@link LayerTime} is the layer's
 * alone, as it is within a network. {@link #main} prints GFLOP/s for what computes and GB/s for
 * what reads.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "-XX:-UseFPUForSpilling"})
public class KernelBenchmark {
  private static final String PLANES = " to planes";

  private interface Work {
    Object run() throws Throwable;
  }

  /** What is run. */
  @Param public Kernel kernel;

  /** The variant; the best for the machine if empty. */
  @Param({""})
  public String variant;

  /** Without Winograd. */
  @Param({"false"})
  public boolean exact;

  private Work work;
  private TimedNetwork timed;
  private boolean[] counted;
  private long[] nanos;

  /** What the layer's own steps took. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.EVENTS)
  public static class LayerTime {
    /** In all calls of an iteration. */
    public long layerNanos;

    /** How many they were. */
    public long calls;
  }

  /** Compiles and loads the layer, or the peak's loop. */
  @Setup
  public void prepare() {
    if (!kernel.network().isEmpty()) {
      prepareLayer();
      return;
    }
    Peak peak = new Peak();
    float[] data = new float[kernel.summedFloats()];
    Arrays.fill(data, 0.5f);
    work = data.length > 0 ? () -> peak.sum(data) : () -> peak.fma(Kernel.ITERATIONS);
  }

  private void prepareLayer() {
    CompiledNetwork compiled = kernel.compile(exact);
    LoadOptions load = LoadOptions.defaults();
    timed = compiled.loadTimed(variant.isEmpty() ? load : load.variant(variant));
    Network network = timed.network();
    counted = counted(compiled.explainPlan(Target.parse(network.variant())));
    nanos = new long[timed.steps()];
    float[] input = new float[network.signature().inputs().get(0).size()];
    float[] output = new float[network.signature().outputs().get(0).size()];
    Arrays.fill(input, 0.5f);
    work =
        () -> {
          network.forward(input, output);
          return output;
        };
  }

  /** Which steps are the layer's; a network's first layer has its input brought to planes. */
  private static boolean[] counted(PlanExplanation plan) {
    PlanExplanation.Step[] steps =
        plan.layers().stream()
            .flatMap(layer -> layer.steps().stream())
            .toArray(PlanExplanation.Step[]::new);
    boolean[] counted = new boolean[steps.length];
    for (int i = 0; i < steps.length; i++) {
      counted[i] = !steps[i].converts() || steps[i].algorithm().contains(PLANES);
    }
    return counted;
  }

  /** A call on one sample. */
  @Benchmark
  public Object call(LayerTime time) throws Throwable {
    Object result = work.run();
    if (timed != null) {
      timed.take(nanos);
      for (int i = 0; i < nanos.length; i++) {
        time.layerNanos += counted[i] ? nanos[i] : 0;
      }
      time.calls++;
    }
    return result;
  }

  /**
   * Runs all and prints rates, of medians over all iterations, beside the best of the limits.
   *
   * @param arguments JMH's; a kernel's name may be written as the table prints it
   */
  public static void main(String[] arguments) throws RunnerException {
    try {
      run(options(arguments));
    } catch (CommandLineOptionException e) {
      System.err.println(e.getMessage());
      System.exit(2);
    }
  }

  private static Options options(String[] arguments) throws CommandLineOptionException {
    CommandLineOptions parent = new CommandLineOptions(arguments);
    OptionsBuilder options = new OptionsBuilder();
    options
        .parent(parent)
        .include(KernelBenchmark.class.getName())
        .shouldFailOnError(true)
        .verbosity(VerboseMode.SILENT);
    if (parent.getParameter("kernel").hasValue()) {
      options.param("kernel", kernels(parent.getParameter("kernel").get()));
    }
    return options.build();
  }

  private static void run(Options options) throws RunnerException {
    Map<Kernel, Double> times = new EnumMap<>(Kernel.class);
    for (RunResult result : new Runner(options).run()) {
      times.put(Kernel.valueOf(result.getParams().getParam("kernel")), nanos(result));
    }
    System.out.printf(
        "%-22s %12s %16s %9s  %s%n", "kernel", "us a call", "rate", "of limit", "network");
    times.forEach((kernel, nanos) -> System.out.println(row(kernel, nanos, times)));
  }

  private static String[] kernels(Collection<String> names) throws CommandLineOptionException {
    List<String> known = Arrays.stream(Kernel.values()).map(Kernel::name).toList();
    List<String> kernels = names.stream().map(name -> name.toUpperCase(Locale.ROOT)).toList();
    for (String kernel : kernels) {
      if (!known.contains(kernel)) {
        throw new CommandLineOptionException(
            "there is no kernel " + kernel + ", there are " + String.join(", ", known));
      }
    }
    return kernels.toArray(String[]::new);
  }

  /** The median of a layer; a limit is what was reached at best. */
  private static double nanos(RunResult result) {
    double[] each =
        result.getBenchmarkResults().stream()
            .flatMap(fork -> fork.getIterationResults().stream())
            .mapToDouble(KernelBenchmark::nanos)
            .sorted()
            .toArray();
    boolean layer = result.getSecondaryResults().get("calls").getScore() > 0;
    return each[layer ? each.length / 2 : 0];
  }

  /** Of a call; where there is a layer, of its own steps. */
  private static double nanos(IterationResult iteration) {
    double calls = iteration.getSecondaryResults().get("calls").getScore();
    return calls > 0
        ? iteration.getSecondaryResults().get("layerNanos").getScore() / calls
        : iteration.getPrimaryResult().getScore();
  }

  private static String row(Kernel kernel, double nanos, Map<Kernel, Double> times) {
    Kernel.Work work = kernel.work();
    Kernel limit = work.computes() ? Kernel.PEAK_FMA : kernel.sum();
    String share =
        times.containsKey(limit)
            ? String.format(
                Locale.ROOT,
                "%.0f %%",
                100 * work.rate(nanos) / limit.work().rate(times.get(limit)))
            : "";
    return String.format(
        Locale.ROOT,
        "%-22s %12.1f %8.1f %-7s %9s  %s",
        kernel.name().toLowerCase(Locale.ROOT),
        nanos / 1000,
        work.rate(nanos),
        work.computes() ? "GFLOP/s" : "GB/s",
        share,
        kernel.network());
  }
}
