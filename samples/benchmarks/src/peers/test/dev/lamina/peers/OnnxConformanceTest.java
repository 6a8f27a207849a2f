package dev.lamina.peers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** ONNX Runtime computes of exported networks what PyTorch computed. */
class OnnxConformanceTest {
  private static final Path MODELS = Path.of("../models");
  private static final double TOLERANCE = 1e-4;

  @TempDir Path directory;

  static List<String> cases() throws IOException {
    return ConformanceCase.cases();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void onnxRuntime(String name) throws IOException {
    ConformanceCase c = ConformanceCase.read(name, directory);
    try (OnnxRuntime session = c.sample().onnxRuntime(directory, c.batch(), 1)) {
      float[] output = new float[c.output().length];
      session.run(c.input(), output);
      Comparison.assertClose(c.output(), output, TOLERANCE, "ONNX Runtime");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"lenet", "unet", "squeezenet1_1", "mobilenet_v2", "resnet18", "vgg16"})
  void samples(String name) throws IOException {
    Sample sample = Sample.randomised(MODELS, name, directory);
    float[] input = sample.input(1);
    float[] expected = sample.network(Optional.empty(), 2).forward(input);
    try (OnnxRuntime session = sample.onnxRuntime(directory, 1, 2)) {
      float[] output = sample.output();
      session.run(input, output);
      Comparison.assertClose(expected, output, TOLERANCE, "ONNX Runtime");
    }
  }
}
