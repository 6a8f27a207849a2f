package dev.lamina.compiler.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.diag.Diagnostics;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sizes that come from what arrives, or from the shape of the weights. */
class LeftOutSizesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "conv(8, 3) | 4, 5, 6 | conv(4, 8, 3)",
        "conv(8, kernel=3) | 4, 5, 6 | conv(4, 8, 3)",
        "conv(4, 8, kernel=3) | 4, 5, 6 | conv(4, 8, 3)",
        "conv(4, out=8, kernel=3) | 4, 5, 6 | conv(4, 8, 3)",
        "conv(out=8, kernel=(3, 1)) | 4, 5, 6 | conv(4, 8, (3, 1))",
        "conv(4, 8, 3, 2, 1, 1, 2, false) | 4, 5, 6"
            + " | conv(4, 8, 3, stride=2, pad=1, groups=2, bias=false)",
        "conv2d(8, 3, padding=same) | 4, 5, 6 | conv(4, 8, 3, pad=1)",
        "convtranspose(8, 2) | 4, 5, 6 | convtranspose(4, 8, 2)",
        "convtranspose(4, 8, 2, 2, 0, 1, 1, false, 3) | 4, 5, 6"
            + " | convtranspose(4, 8, 2, stride=2, output_padding=1, bias=false, dilation=3)",
        "linear(3) | 7 | linear(7, 3)",
        "linear(7, out=3) | 7 | linear(7, 3)",
        "linear(7, 3, false) | 7 | linear(7, 3, bias=false)",
        "maxpool(3, none, 1) | 4, 5, 6 | maxpool(3, pad=1)",
        "adaptiveavgpool((none, 2)) | 4, 5, 6 | adaptiveavgpool((5, 2))",
        "flatten(1, 2) | 4, 5, 6 | flatten(1, 2)",
        "flatten(-3, -1) | 4, 5, 6 | flatten",
        "reshape(-1, 10) | 4, 5, 6 | reshape(12, 10)",
      })
  void fromWhatArrives(String text, String shape, String expected) {
    assertEquals(expected, LayerSource.layer(text, shape(shape)).toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "conv | 4, 5, 6 | 8, 4, 3, 3 | conv(4, 8, 3)",
        "conv(pad=1) | 4, 5, 6 | 8, 2, 3, 1 | conv(4, 8, (3, 1), pad=1, groups=2)",
        "conv1d | 4, 6 | 4, 1, 5 | conv1d(4, 4, 5, groups=4)",
        "convtranspose(groups=2) | 4, 5, 6 | 4, 3, 2, 2 | convtranspose(4, 6, 2, groups=2)",
        "linear | 7 | 10, 7 | linear(7, 10)",
      })
  void fromTheWeights(String name, String shape, String weight, String expected) {
    Optional<Shape> weights = Optional.of(shape(weight));
    Layer layer = LayerSource.layer(name, shape(shape), new Diagnostics(), p -> weights);
    assertEquals(expected, layer.toString());
  }

  @Test
  void parametersAreInitialisedByTheirFanIn() {
    Layer conv = LayerSource.layer("conv(4, 8, 3, groups=2)", Shape.of(4, 9, 9));
    Parameter.Init init = new Parameter.Init.Uniform(1 / Math.sqrt(2 * 9));
    assertEquals(
        List.of(
            new Parameter("weight", Shape.of(8, 2, 3, 3), init),
            new Parameter("bias", Shape.of(8), init)),
        conv.parameters());
    Layer transposed = LayerSource.layer("convtranspose1d(4, 6, 5)", Shape.of(4, 9));
    Parameter.Init fanOut = new Parameter.Init.Uniform(1 / Math.sqrt(6 * 5));
    assertEquals(
        List.of(
            new Parameter("weight", Shape.of(4, 6, 5), fanOut),
            new Parameter("bias", Shape.of(6), fanOut)),
        transposed.parameters());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "conv(4, 8, 3, groups=2) | 4, 5, 6 | 1728",
        "convtranspose(4, 8, 2, stride=2) | 4, 5, 6 | 3840",
        "linear(6, 10) | 4, 5, 6 | 1200",
        "maxpool(2) | 4, 5, 6 | 0",
      })
  void countsMultiplyAdds(String text, String shape, long expected) {
    Layer layer = LayerSource.layer(text, shape(shape));
    assertEquals(expected, layer.multiplyAdds(List.of(shape(shape))));
  }

  @Test
  void namesAreUniqueAndRefusedOnesAreNoLayers() {
    List<String> names = Layers.ALL.stream().flatMap(t -> t.names().stream()).toList();
    assertEquals(names.size(), names.stream().distinct().count());
    assertEquals(
        List.of(), names.stream().filter(n -> Layers.refusedReason(n).isPresent()).toList());
    Stream.of("conv3d", "lstm", "embedding", "unfold", "mseloss", "maxunpool2d")
        .forEach(n -> assertTrue(Layers.refusedReason(n).isPresent(), n));
  }

  private static Shape shape(String text) {
    return Shape.of(Arrays.stream(text.split(", ", -1)).map(Integer::valueOf).toList());
  }
}
