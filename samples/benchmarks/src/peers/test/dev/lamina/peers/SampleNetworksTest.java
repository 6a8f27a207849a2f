package dev.lamina.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.runtime.Network;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every sample network gives what libtorch gives for it. */
class SampleNetworksTest {
  private static final Path MODELS = Path.of("../models");
  private static final double TOLERANCE = 1e-4;

  /** torchvision's. */
  private static final Map<String, Long> PARAMETERS =
      Map.of(
          "resnet18", 11_689_512L,
          "resnet50", 25_557_032L,
          "squeezenet1_1", 1_235_496L,
          "mobilenet_v2", 3_504_872L,
          "vgg16", 138_357_544L,
          "vgg16_bn", 138_365_992L,
          "alexnet", 61_100_840L);

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mlp",
        "mlp_256",
        "lenet",
        "twolayer",
        "card",
        "unet",
        "squeezenet1_1",
        "mobilenet_v2",
        "resnet18",
        "resnet50",
        "alexnet",
        "vgg16",
        "vgg16_bn"
      })
  void agree(String name) throws IOException {
    Sample sample = Sample.randomised(MODELS, name, directory);
    float[] input = sample.input(1);
    float[] expected = sample.output();
    try (Libtorch libtorch = sample.libtorch(Libtorch.Mode.EAGER, 2)) {
      libtorch.run(input, expected);
      float[] other = sample.output();
      libtorch.run(sample.input(2), other);
      double change = Comparison.largestDifference(expected, other);
      assertTrue(
          change > 100 * TOLERANCE * Comparison.largest(expected),
          "the output hardly depends on the input: " + change);
    }
    check(sample, name, "scalar", input, expected);
    check(sample, name, null, input, expected);
  }

  private static void check(
      Sample sample, String name, String variant, float[] input, float[] expected) {
    Network network = sample.network(Optional.ofNullable(variant), 2);
    assertTrue(variant == null || variant.equals(network.variant()), network.describe());
    assertEquals(PARAMETERS.getOrDefault(name, network.parameterCount()), network.parameterCount());
    Comparison.assertClose(expected, network.forward(input), TOLERANCE, network.variant());
  }
}
