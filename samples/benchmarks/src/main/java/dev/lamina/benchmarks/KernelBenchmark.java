package dev.lamina.benchmarks;

import dev.lamina.compiler.CompileOptions;
import dev.lamina.compiler.Lamina;
import dev.lamina.runtime.LoadOptions;
import dev.lamina.runtime.Network;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
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
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * One layer at a time, one thread, beside what the machine can do. {@link #main} prints GFLOP/s for
 * what computes and GB/s for what reads.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class KernelBenchmark {
  private static final int ITERATIONS = 1000;

  /** A layer and its work: operations where they limit it, bytes where reading does. */
  public enum Kernel {
    /**
     * The inner layers of VGG and ResNet, as they are by default; operations are the direct way's.
     */
    WINOGRAD_3X3("input(64, 56, 56) -> conv(64, 3, pad=1)", 2.0 * 64 * 64 * 9 * 56 * 56, 0),
    /** The same the direct way. */
    CONV_3X3("input(64, 56, 56) -> conv(64, 3, pad=1)", 2.0 * 64 * 64 * 9 * 56 * 56, 0),
    /** Few pixels. */
    CONV_3X3_14("input(256, 14, 14) -> conv(256, 3, pad=1)", 2.0 * 256 * 256 * 9 * 14 * 14, 0),
    /** Fewer. */
    CONV_3X3_7("input(512, 7, 7) -> conv(512, 3, pad=1)", 2.0 * 512 * 512 * 9 * 7 * 7, 0),
    /** The first layer of VGG. */
    CONV_3X3_FIRST("input(3, 224, 224) -> conv(64, 3, pad=1)", 2.0 * 3 * 64 * 9 * 224 * 224, 0),
    /** The bottlenecks of ResNet-50. */
    CONV_1X1("input(64, 56, 56) -> conv(256, 1)", 2.0 * 64 * 256 * 56 * 56, 0),
    /** The last of them. */
    CONV_1X1_7("input(512, 7, 7) -> conv(2048, 1)", 2.0 * 512 * 2048 * 7 * 7, 0),
    /** The second layer of AlexNet. */
    CONV_5X5("input(64, 27, 27) -> conv(192, 5, pad=2)", 2.0 * 64 * 192 * 25 * 27 * 27, 0),
    /** The first layer of a ResNet. */
    CONV_7X7(
        "input(3, 224, 224) -> conv(64, 7, stride=2, pad=3)", 2.0 * 3 * 64 * 49 * 112 * 112, 0),
    /** The depthwise layers of MobileNet. */
    DEPTHWISE("input(144, 56, 56) -> conv(144, 3, pad=1, groups=144)", 2.0 * 144 * 9 * 56 * 56, 0),
    /** A classifier on one sample, its weights larger than the caches. */
    LINEAR("input(4096) -> linear(4096)", 0, 4.0 * 4096 * 4096),
    /** The first pooling of a ResNet. */
    POOLING("input(64, 112, 112) -> maxpool(3, 2, 1)", 0, 4.0 * 64 * (112 * 112 + 56 * 56)),
    /** Multiply-adds in registers alone: the machine's limit. */
    PEAK_FMA("", 0, 0),
    /** The sum of as many floats as the linear layer has. */
    PEAK_READ("", 0, 4.0 * 4096 * 4096);

    private final String network;
    private final double operations;
    private final double bytes;

    Kernel(String network, double operations, double bytes) {
      this.network = network;
      this.operations = operations;
      this.bytes = bytes;
    }

    private String rate(double nanos) {
      if (this == PEAK_FMA) {
        return gigas(2.0 * ITERATIONS * Peak.CHAINS * new Peak().lanes(), nanos, "GFLOP/s");
      }
      return bytes > 0 ? gigas(bytes, nanos, "GB/s") : gigas(operations, nanos, "GFLOP/s");
    }

    private static String gigas(double work, double nanos, String unit) {
      return String.format(Locale.ROOT, "%8.1f %s", work / nanos, unit);
    }
  }

  private interface Work {
    Object run() throws Throwable;
  }

  /** What is run. */
  @Param public Kernel kernel;

  /** The variant; the best for the machine if empty. */
  @Param({""})
  public String variant;

  private Work work;

  /** Compiles and loads the layer, or the peak's loop. */
  @Setup
  public void prepare() {
    float[] data = new float[4096 * 4096];
    Arrays.fill(data, 0.5f);
    if (kernel == Kernel.PEAK_FMA) {
      Peak peak = new Peak();
      work = () -> peak.fma(ITERATIONS);
    } else if (kernel == Kernel.PEAK_READ) {
      Peak peak = new Peak();
      work = () -> peak.sum(data);
    } else {
      work = layer();
    }
  }

  private Work layer() {
    LoadOptions load = LoadOptions.defaults();
    CompileOptions options =
        CompileOptions.defaults().randomWeights(1).exact(kernel != Kernel.WINOGRAD_3X3);
    Network network =
        Lamina.compile(kernel.network, options)
            .load(variant.isEmpty() ? load : load.variant(variant));
    float[] input = new float[network.signature().inputs().get(0).size()];
    float[] output = new float[network.signature().outputs().get(0).size()];
    Arrays.fill(input, 0.5f);
    return () -> {
      network.forward(input, output);
      return output;
    };
  }

  /** A call on one sample. */
  @Benchmark
  public Object call() throws Throwable {
    return work.run();
  }

  /**
   * Runs all and prints rates.
   *
   * @param arguments the variant, if not the best
   */
  public static void main(String[] arguments) throws RunnerException {
    Optional<String> variant = Arrays.stream(arguments).findFirst();
    OptionsBuilder options = new OptionsBuilder();
    options.include(KernelBenchmark.class.getName()).verbosity(VerboseMode.SILENT);
    variant.ifPresent(v -> options.param("variant", v));
    System.out.printf("%-14s %12s %16s  %s%n", "kernel", "us a call", "rate", "network");
    for (RunResult result : new Runner(options.build()).run()) {
      Kernel kernel = Kernel.valueOf(result.getParams().getParam("kernel"));
      double nanos = result.getPrimaryResult().getScore();
      System.out.printf(
          Locale.ROOT,
          "%-14s %12.1f %16s  %s%n",
          kernel.name().toLowerCase(Locale.ROOT),
          nanos / 1000,
          kernel.rate(nanos),
          kernel.network);
    }
  }
}
