package dev.lamina.benchmarks;

import dev.lamina.compiler.CompileOptions;
import dev.lamina.compiler.Lamina;
import dev.lamina.runtime.LoadOptions;
import dev.lamina.runtime.Network;
import java.nio.file.Path;
import java.util.SplittableRandom;
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

/** One warm call of a sample network on one thread, in every variant. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 3,
    jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "-XX:-UseFPUForSpilling"})
public class NetworkBenchmark {
  /** The variant. */
  @Param({"scalar", "simd128", "simd256", "simd512"})
  public String variant;

  /** The model, a file of the samples without its ending. */
  @Param({"mlp", "mlp_256", "lenet", "twolayer", "card"})
  public String model;

  private Network network;
  private float[] input;
  private float[] output;

  /** Compiles and loads the network. */
  @Setup
  public void load() {
    Path models = Path.of(System.getProperty("lamina.models", "samples/models"));
    CompileOptions defaults = CompileOptions.defaults();
    CompileOptions options =
        model.equals("card")
            ? defaults.shape(3, 32, 32).weights(models.resolve("card.safetensors"))
            : defaults.randomWeights(1);
    network =
        Lamina.compile(models.resolve(model + ".nn"), options)
            .load(LoadOptions.defaults().variant(variant));
    input = new float[network.signature().inputs().get(0).size()];
    output = new float[network.signature().outputs().get(0).size()];
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < input.length; i++) {
      input[i] = (float) random.nextDouble();
    }
  }

  /** A call that allocates nothing. */
  @Benchmark
  public float[] forward() {
    network.forward(input, output);
    return output;
  }
}
