package dev.lamina.peers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * One engine with one network in a process of its own. libtorch and ONNX Runtime do not bear each
 * other: where they share a process, it dies sooner or later.
 *
 * <p>Writes its result to a file, says so with a line, and then times calls: for each line that it
 * reads, as many as that says, and until it is warm for 0.
 */
final class Worker {
  private Worker() {}

  /** What there is to compare. */
  enum Kind {
    LAMINA,
    ONNX_RUNTIME,
    TORCH_EAGER,
    TORCH_FROZEN
  }

  /**
   * Takes the kind, the model's directory, name and weights, threads, the result's file, the
   * variant.
   */
  public static void main(String[] arguments) throws IOException {
    Kind kind = Kind.valueOf(arguments[0]);
    Sample sample = Sample.of(Path.of(arguments[1]), arguments[2], Path.of(arguments[3]));
    int threads = Integer.parseInt(arguments[4]);
    Path result = Path.of(arguments[5]);
    Optional<String> variant = Optional.of(arguments[6]).filter(v -> !v.isEmpty());
    try (Engine engine = engine(kind, sample, threads, variant, result.getParent())) {
      float[] input = sample.input(1);
      float[] output = sample.output();
      engine.run(input, output);
      ByteBuffer bytes = ByteBuffer.allocate(output.length * Float.BYTES);
      bytes.asFloatBuffer().put(output);
      Files.write(result, bytes.array());
      System.out.println("ready");
      serve(new Timing(engine, input, output));
    }
  }

  private static Engine engine(
      Kind kind, Sample sample, int threads, Optional<String> variant, Path directory)
      throws IOException {
    return switch (kind) {
      case LAMINA -> new LaminaEngine(sample.network(variant, threads));
      case ONNX_RUNTIME -> sample.onnxRuntime(directory, 1, threads);
      case TORCH_EAGER -> sample.libtorch(Libtorch.Mode.EAGER, threads);
      case TORCH_FROZEN -> sample.libtorch(Libtorch.Mode.FROZEN, threads);
    };
  }

  private static void serve(Timing timing) throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      long calls = Long.parseLong(line);
      System.out.println(calls == 0 ? timing.warmUp() : timing.nanos(calls));
    }
  }
}
