package dev.lamina.peers;

import dev.lamina.runtime.TensorInfo;
import dev.lamina.runtime.TensorSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** One of the compiler's conformance cases, which hold what PyTorch 1.13 computed. */
@SuppressWarnings("ArrayRecordComponent")
record ConformanceCase(Sample sample, int batch, float[] input, float[] output) {
  private static final Path CASES = Path.of("../../compiler/src/test/resources/conformance");

  static ConformanceCase read(String name, Path directory) throws IOException {
    try (TensorSource io = TensorSource.open(CASES.resolve(name + ".io.safetensors"))) {
      TensorInfo input = io.find("input").orElseThrow();
      Path weights = CASES.resolve(name + ".weights.safetensors");
      return new ConformanceCase(
          Files.exists(weights)
              ? Sample.of(CASES, name, weights)
              : Sample.randomised(CASES, name, directory),
          Math.toIntExact(input.shape().get(0)),
          io.floats(input),
          io.floats(io.find("output").orElseThrow()));
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
}
