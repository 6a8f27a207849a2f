package dev.lamina.compiler;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.plan.Target;
import dev.lamina.runtime.Network;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples with which everybody learns what the layers do, end to end. */
class FirstExamplesTest {
  private static final CompileOptions SCALAR =
      CompileOptions.defaults().targets(EnumSet.of(Target.SCALAR));

  @Test
  void maxPoolingTakesTheLargestOfEachWindow() {
    float[] image = {1, 3, 2, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
    Network net = Lamina.compile("input(1, 4, 4) -> maxpool(2, 2)").load();
    assertArrayEquals(new float[] {6, 8, 14, 16}, net.forward(image));
  }

  @Test
  void ceilModeKeepsTheEdge() {
    float[] row = {1, 5, 2, 7, 3};
    assertArrayEquals(new float[] {5, 7}, run("input(1, 1, 5) -> maxpool((1, 2))", row));
    assertArrayEquals(
        new float[] {5, 7, 3}, run("input(1, 1, 5) -> maxpool((1, 2), ceil_mode=true)", row));
    assertArrayEquals(new float[] {3, 4.5f}, run("input(1, 1, 5) -> avgpool((1, 2))", row));
    assertArrayEquals(
        new float[] {3, 4.5f, 3}, run("input(1, 1, 5) -> avgpool((1, 2), ceil_mode=true)", row));
  }

  /** floor((in + 2 pad - dilation (kernel - 1) - 1) / stride) + 1, or ceil. */
  @ParameterizedTest
  @CsvSource({
    "28, 'conv(1, 5)', 24",
    "28, 'conv(1, 5, pad=2)', 28",
    "32, 'conv(1, 3, stride=2, pad=1)', 16",
    "33, 'conv(1, 3, stride=2, pad=1)', 17",
    "32, 'conv(1, 3, dilation=2)', 28",
    "32, 'conv(1, 3, stride=3, pad=2, dilation=3)', 10",
    "224, 'conv(1, 7, stride=2, pad=3)', 112",
    "224, 'conv(1, 11, stride=4, pad=2)', 55",
    "112, 'maxpool(3, 2, 1)', 56",
    "55, 'maxpool(3, 2)', 27",
    "5, 'maxpool(2)', 2",
    "5, 'maxpool(2, ceil_mode=true)', 3",
    "4, 'maxpool(1, 3, ceil_mode=true)', 2",
    "3, 'maxpool(2, 2, 1, ceil_mode=true)', 2",
    "13, 'avgpool(3, 2, ceil_mode=true)', 6",
    "14, 'avgpool(3, 2, ceil_mode=true)', 7",
    "5, 'convtranspose(1, 3, stride=2, pad=1, output_padding=1)', 10"
  })
  void outputsHaveTheSizeOfTheFormula(int size, String layer, int expected) {
    List<String> shapes = shapes("input(1, " + size + ", " + size + ") -> " + layer);
    assertEquals("(1, " + expected + ", " + expected + ")", shapes.get(1));
  }

  @Test
  void twoConvolutionsInARow() {
    String text = "input(1, 28, 28) -> conv(1, 20, 5) -> relu -> conv(20, 20, 5) -> relu";
    assertEquals(
        List.of("(1, 28, 28)", "(20, 24, 24)", "(20, 24, 24)", "(20, 20, 20)", "(20, 20, 20)"),
        shapes(text));
    float[] image = new float[28 * 28];
    IntStream.range(0, image.length).forEach(i -> image[i] = (float) Math.sin(i));
    float[] result = Lamina.compile(text, SCALAR.randomWeights(1)).load().forward(image);
    assertEquals(20 * 20 * 20, result.length);
    assertTrue(IntStream.range(0, result.length).allMatch(i -> result[i] >= 0));
    assertTrue(IntStream.range(0, result.length).anyMatch(i -> result[i] > 0));
  }

  @Test
  void flattenLaysChannelsOutOneAfterTheOther() {
    float[] image = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
    assertArrayEquals(image, run("input(3, 2, 2) -> flatten", image));
    assertEquals(
        List.of("(16, 5, 5)", "(400)", "(120)"),
        shapes("input(16, 5, 5) -> flatten -> linear(120)"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " -> batchnorm"})
  void vgg16HalvesThePictureFiveTimes(String norm) {
    String stage = "repeat(%d) { conv(%d, 3, pad=1)" + norm + " -> relu } -> maxpool(2)";
    String text =
        "input(3, 224, 224) -> "
            + String.format(Locale.ROOT, stage, 2, 64)
            + " -> "
            + String.format(Locale.ROOT, stage, 2, 128)
            + " -> "
            + String.format(Locale.ROOT, stage, 3, 256)
            + " -> "
            + String.format(Locale.ROOT, stage, 3, 512)
            + " -> "
            + String.format(Locale.ROOT, stage, 3, 512)
            + " -> flatten -> linear(4096) -> linear(1000)";
    List<String> shapes = shapes(text).stream().distinct().toList();
    assertEquals(
        List.of(
            "(3, 224, 224)",
            "(64, 224, 224)",
            "(64, 112, 112)",
            "(128, 112, 112)",
            "(128, 56, 56)",
            "(256, 56, 56)",
            "(256, 28, 28)",
            "(512, 28, 28)",
            "(512, 14, 14)",
            "(512, 7, 7)",
            "(25088)",
            "(4096)",
            "(1000)"),
        shapes);
  }

  private static float[] run(String text, float[] input) {
    return Lamina.compile(text, SCALAR).load().forward(input);
  }

  private static List<String> shapes(String text) {
    return Lamina.compile(text, SCALAR).explain(Target.SCALAR).rows().stream()
        .map(Explanation.Row::shape)
        .toList();
  }
}
