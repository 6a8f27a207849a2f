package dev.lamina.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lamina.runtime.SafeTensors;
import dev.lamina.runtime.TensorInfo;
import dev.lamina.runtime.TensorSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The compiler's conformance cases, which hold what PyTorch 1.13 computed, through the exporter and
 * through the libtorch that the sample networks are compared with.
 */
class ConformanceTest {
  private static final Path CASES = Path.of("../../compiler/src/test/resources/conformance");
  private static final double TOLERANCE = 1e-4;

  @TempDir Path directory;

  @SuppressWarnings("ArrayRecordComponent")
  private record Case(Sample sample, int batch, float[] input, float[] output) {
    static Case read(String name, Path directory) throws IOException {
      try (TensorSource io = SafeTensors.open(CASES.resolve(name + ".io.safetensors"))) {
        TensorInfo input = io.find("input").orElseThrow();
        Path file = CASES.resolve(name + ".nn");
        Path weights = CASES.resolve(name + ".weights.safetensors");
        return new Case(
            Files.exists(weights)
                ? Sample.of(file, weights)
                : Sample.randomised(CASES, name, directory),
            Math.toIntExact(input.shape().get(0)),
            io.floats(input),
            io.floats(io.find("output").orElseThrow()));
      }
    }
  }

  static List<String> cases() throws IOException {
    try (Stream<Path> files = Files.list(CASES)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".nn"))
          .map(name -> name.substring(0, name.length() - ".nn".length()))
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void onnxRuntime(String name) throws IOException {
    Case c = Case.read(name, directory);
    try (OnnxRuntime session = c.sample.onnxRuntime(directory, c.batch, 1)) {
      float[] output = new float[c.output.length];
      session.run(c.input, output);
      Comparison.assertClose(c.output, output, TOLERANCE, "ONNX Runtime");
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void libtorch(String name) throws IOException {
    Case c = Case.read(name, directory);
    try (Libtorch module = c.sample.libtorch(Libtorch.Mode.EAGER, 1)) {
      List<float[]> outputs = module.evaluate(List.of(c.input), c.batch);
      assertEquals(1, outputs.size());
      Comparison.assertClose(c.output, outputs.get(0), TOLERANCE, "libtorch");
    }
  }
}
