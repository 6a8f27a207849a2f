package dev.lamina.compiler.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Layers against literal values that PyTorch computed. */
class TorchValuesTest {
  static Stream<Arguments> activations() throws IOException {
    List<String> lines = lines("activations.txt");
    float[] x = floats(lines.get(0).substring("x: ".length()));
    return lines.stream()
        .skip(1)
        .map(line -> line.split(": ", 2))
        .map(parts -> Arguments.of(parts[0], new Tensor(Shape.of(x.length), x), floats(parts[1])));
  }

  static Stream<Arguments> layers() throws IOException {
    return Stream.concat(lines("layers.txt").stream(), lines("windows.txt").stream())
        .map(line -> line.split(" \\| ", 4))
        .map(
            parts ->
                Arguments.of(
                    parts[0], new Tensor(shape(parts[1]), floats(parts[2])), floats(parts[3])));
  }

  @ParameterizedTest
  @MethodSource({"activations", "layers"})
  void computesWhatTorchDoes(String text, Tensor input, float[] expected) {
    Layer layer = LayerSource.layer(text, input.shape());
    Tensor result = layer.evaluate(List.of(input), parameters(layer));
    assertEquals(layer.shape(List.of(input.shape())), result.shape());
    assertEquals(expected.length, result.data().length);
    for (int i = 0; i < expected.length; i++) {
      float tolerance = 2e-6f * Math.abs(expected[i]) + 1e-8f;
      int at = i;
      if (Float.isFinite(expected[i])) {
        assertEquals(expected[i], result.data()[i], tolerance, () -> text + " element " + at);
      } else {
        assertEquals(expected[i], result.data()[i], () -> text + " element " + at);
      }
    }
  }

  @ParameterizedTest
  @MethodSource({"activations", "layers"})
  void printsAsSourceOfTheSameLayer(String text, Tensor input, float[] expected) {
    Layer layer = LayerSource.layer(text, input.shape());
    Layer again = LayerSource.layer(layer.toString(), input.shape());
    assertEquals(layer, again);
    assertArrayEquals(
        layer.evaluate(List.of(input), parameters(layer)).data(),
        again.evaluate(List.of(input), parameters(again)).data());
  }

  /** Element {@code j} of parameter {@code i} as in the file of values. */
  private static Map<String, Tensor> parameters(Layer layer) {
    Map<String, Tensor> all = new HashMap<>();
    for (Parameter p : layer.parameters()) {
      Tensor tensor = Tensor.zeros(p.shape());
      for (int j = 0; j < tensor.data().length; j++) {
        tensor.data()[j] =
            p.init() instanceof Parameter.Init.Constant c
                ? c.values().get(j).floatValue()
                : (3 * all.size() + 2 * j + 1) % 7 / 4f + 0.25f;
      }
      all.put(p.name(), tensor);
    }
    return all;
  }

  private static List<String> lines(String resource) throws IOException {
    try (InputStream in = TorchValuesTest.class.getResourceAsStream(resource)) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return text.lines().filter(line -> !line.startsWith("#")).toList();
    }
  }

  private static Shape shape(String text) {
    return Shape.of(Arrays.stream(text.split(" ", -1)).map(Integer::valueOf).toList());
  }

  private static float[] floats(String text) {
    String[] words = text.split(" ", -1);
    float[] values = new float[words.length];
    for (int i = 0; i < words.length; i++) {
      values[i] =
          switch (words[i]) {
            case "nan" -> Float.NaN;
            case "inf" -> Float.POSITIVE_INFINITY;
            case "-inf" -> Float.NEGATIVE_INFINITY;
            default -> Float.parseFloat(words[i]);
          };
    }
    return values;
  }
}
