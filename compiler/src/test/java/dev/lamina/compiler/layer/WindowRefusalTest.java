package dev.lamina.compiler.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.diag.Diagnostic;
import dev.lamina.compiler.diag.Diagnostics;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What convolutions, pools, pads and the like refuse and warn of. */
class WindowRefusalTest {
  private static final Shape IMAGE = Shape.of(4, 5, 6);
  private static final Shape SEQUENCE = Shape.of(4, 6);
  private static final Shape VECTOR = Shape.of(6);

  static Stream<Arguments> arguments() {
    return Stream.of(
        Arguments.of(
            "conv(8, 3.5)",
            IMAGE,
            "conv: kernel must be a whole number of at least 1, but 3.5 was given"),
        Arguments.of(
            "conv(8.0, 3)",
            IMAGE,
            "conv: out must be a whole number of at least 1, but 8.0 was given"),
        Arguments.of(
            "conv(8, 0)",
            IMAGE,
            "conv: kernel must be a whole number of at least 1, but 0 was given"),
        Arguments.of(
            "conv(4294967297, 3)",
            IMAGE,
            "conv: out must be a whole number of 32 bits, but 4294967297 was given"),
        Arguments.of(
            "conv(8, (3, 3, 3))",
            IMAGE,
            "conv: kernel must be a number or a pair, but (3, 3, 3) was given"),
        Arguments.of(
            "conv1d(8, (3, 3))", SEQUENCE, "conv1d: kernel must be a number, but (3, 3) was given"),
        Arguments.of(
            "conv(8, 3, pad=some)", IMAGE, "conv: pad must be same or valid, but `some` was given"),
        Arguments.of(
            "conv(8, 3, bias=1)", IMAGE, "conv: bias must be true or false, but 1 was given"),
        Arguments.of(
            "conv(8, 3, padding_mode=reflekt)",
            IMAGE,
            "conv: padding_mode must be zeros, reflect, replicate or circular,"
                + " but `reflekt` was given"),
        Arguments.of(
            "conv(8, 3, stride=2, pad=same)",
            IMAGE,
            "conv: pad=same needs a stride of 1, but stride=2 was given"),
        Arguments.of(
            "conv(8, 3, groups=3)",
            IMAGE,
            "conv: groups must divide the channels, but in=4 in 3 groups was given"),
        Arguments.of(
            "conv(6, 3, groups=4)",
            IMAGE,
            "conv: groups must divide the channels, but out=6 in 4 groups was given"),
        Arguments.of(
            "conv(8, 2147483647, dilation=2)",
            IMAGE,
            "conv: the window covers 4294967293x4294967293, more than 2147483647"),
        Arguments.of(
            "conv",
            IMAGE,
            "conv needs `out`, the number of its filters: neither the source nor weights give it"),
        Arguments.of(
            "conv(8)",
            IMAGE,
            "conv needs `kernel`, the window's size: neither the source nor weights give it"),
        Arguments.of("conv(8, 3)", SEQUENCE, "conv takes (C, H, W), but (4, 6) arrives"),
        Arguments.of("conv1d(8, 3)", IMAGE, "conv1d takes (C, L), but (4, 5, 6) arrives"),
        Arguments.of(
            "convtranspose(8, 2, stride=2, output_padding=2)",
            IMAGE,
            "convtranspose: output_padding must be smaller than stride or dilation (2),"
                + " but 2 was given"),
        Arguments.of(
            "convtranspose(8, 2, padding_mode=reflect)",
            IMAGE,
            "convtranspose: padding_mode must be zeros, but `reflect` was given"),
        Arguments.of(
            "linear",
            VECTOR,
            "linear needs `out`, its number of features: neither the source nor weights give it"),
        Arguments.of("maxpool", IMAGE, "maxpool needs kernel: a whole number or a pair"),
        Arguments.of(
            "maxpool(2, pad=2)",
            IMAGE,
            "maxpool: pad must be at most half of the window of 2, but 2 was given"),
        Arguments.of(
            "maxpool(2, stride=0)",
            IMAGE,
            "maxpool: stride must be a whole number of at least 1, but 0 was given"),
        Arguments.of(
            "maxpool(2, return_indices=true)",
            IMAGE,
            "maxpool: return_indices=true is not supported: a layer has one result"),
        Arguments.of(
            "avgpool(3, pad=2)",
            IMAGE,
            "avgpool: pad must be at most half of the window of 3, but 2 was given"),
        Arguments.of(
            "avgpool(2, divisor_override=0)", IMAGE, "avgpool: divisor_override must not be 0"),
        Arguments.of(
            "lppool(0, 2)",
            IMAGE,
            "lppool: norm_type must not be 0: the root of that order does not exist"),
        Arguments.of(
            "adaptiveavgpool", IMAGE, "adaptiveavgpool needs output_size: how large its result is"),
        Arguments.of(
            "adaptiveavgpool(0)",
            IMAGE,
            "adaptiveavgpool: output_size must be a whole number of at least 1, but 0 was given"),
        Arguments.of("flatten(0)", IMAGE, "flatten: start_dim is 0, which is the batch"),
        Arguments.of("flatten(-4)", IMAGE, "flatten: start_dim is -4, which is the batch"),
        Arguments.of(
            "flatten(3, 2)", IMAGE, "flatten: start_dim (3) must not come after end_dim (2)"),
        Arguments.of(
            "flatten(4)",
            IMAGE,
            "flatten: start_dim is 4, but (4, 5, 6) has the dimensions 1 to 3 (or -1 to -3)"),
        Arguments.of(
            "reshape(7, -1)", IMAGE, "reshape: (7, -1) does not fit the 120 elements of (4, 5, 6)"),
        Arguments.of(
            "reshape(-1, -1)",
            IMAGE,
            "reshape: sizes must be at least 1, and one may be -1, but (-1, -1) was given"),
        Arguments.of(
            "reshape(2147483647, 2147483647, 2147483647, -1)",
            IMAGE,
            "reshape: (2147483647, 2147483647, 2147483647, -1) does not fit the 120 elements of"
                + " (4, 5, 6)"),
        Arguments.of(
            "unflatten(1, (3, -1))",
            IMAGE,
            "unflatten: (3, -1) does not fit the 4 elements of dimension 1 of (4, 5, 6)"),
        Arguments.of("upsample", IMAGE, "upsample needs scale_factor or size"),
        Arguments.of("upsample(2, size=4)", IMAGE, "upsample takes scale_factor or size, not both"),
        Arguments.of(
            "upsample(-2)",
            IMAGE,
            "upsample: scale must be a number above 0 or a pair of them, but -2 was given"),
        Arguments.of(
            "upsample(2, align_corners=true)",
            IMAGE,
            "upsample: align_corners needs mode linear, bilinear or bicubic,"
                + " but the mode is nearest"),
        Arguments.of(
            "upsample(2, mode=bilinear)", SEQUENCE, "upsample takes (C, H, W), but (4, 6) arrives"),
        Arguments.of(
            "upsample(2, mode=area)",
            IMAGE,
            "upsample: mode must be nearest, linear, bilinear, bicubic or nearest-exact,"
                + " but `area` was given"),
        Arguments.of(
            "zeropad(1, 2)",
            IMAGE,
            "zeropad on (4, 5, 6) takes a number or left, right, top, bottom,"
                + " but 2 numbers were given"),
        Arguments.of("zeropad2d(1)", SEQUENCE, "zeropad2d takes (C, H, W), but (4, 6) arrives"),
        Arguments.of("constantpad(1)", IMAGE, "constantpad needs value: a number"),
        Arguments.of(
            "dropout(1.5)",
            IMAGE,
            "dropout: p must be a probability from 0 to 1, but 1.5 was given"));
  }

  @ParameterizedTest
  @MethodSource("arguments")
  void refusesArguments(String text, Shape input, String message) {
    Diagnostics log = new Diagnostics();
    assertThrows(LayerType.Refusal.class, () -> LayerSource.layer(text, input, log));
    Diagnostic diagnostic = log.all().get(0);
    assertEquals(message, diagnostic.message());
    assertTrue(!diagnostic.hints().isEmpty() || message.contains("not supported"), text);
  }

  static Stream<Arguments> shapes() {
    return Stream.of(
        Arguments.of(
            "conv(3, 8, 3)", IMAGE, "conv(3, 8, 3) takes 3 channels, but (4, 5, 6) arrives"),
        Arguments.of(
            "conv(8, 7)",
            IMAGE,
            "conv(4, 8, 7) has a window of 7x7, which does not fit into (4, 5, 6)"),
        Arguments.of(
            "conv(8, 3, pad=5, padding_mode=reflect)",
            IMAGE,
            "conv(4, 8, 3, pad=5, padding_mode=reflect) pads rows by 5,"
                + " but (4, 5, 6) arrives, which allows at most 4"),
        Arguments.of(
            "convtranspose(8, 1, pad=3)",
            IMAGE,
            "convtranspose(4, 8, 1, pad=3) makes a result of size -1x0 from (4, 5, 6)"),
        Arguments.of(
            "linear(400, 120)",
            Shape.of(16, 5, 5),
            "linear(400, 120) takes 400 features, but (16, 5, 5) arrives"),
        Arguments.of(
            "maxpool(6)",
            IMAGE,
            "maxpool(6) has a window of 6x6, which does not fit into (4, 5, 6)"),
        Arguments.of(
            "globalavgpool", VECTOR, "globalavgpool takes (C, H, W) or (C, L), but (6) arrives"),
        Arguments.of("upsample(0.1)", IMAGE, "upsample(0.1) makes planes of 0x0 from (4, 5, 6)"),
        Arguments.of(
            "reflectpad(5)",
            IMAGE,
            "reflectpad(5) pads rows by 5, but (4, 5, 6) arrives, which allows at most 4"),
        Arguments.of(
            "circularpad(0, 7, 0, 0)",
            IMAGE,
            "circularpad((0, 7, 0, 0)) pads columns by 7,"
                + " but (4, 5, 6) arrives, which allows at most 6"),
        Arguments.of(
            "zeropad((-3, -3, 0, 0))",
            IMAGE,
            "zeropad((-3, -3, 0, 0)) makes planes of 5x0 from (4, 5, 6)"),
        Arguments.of(
            "zeropad((9, -7, 0, 0))",
            IMAGE,
            "zeropad((9, -7, 0, 0)) takes away more than there is in (4, 5, 6), which arrives"),
        Arguments.of(
            "pixelshuffle(3)",
            IMAGE,
            "pixelshuffle(3) needs a multiple of 9 channels, but (4, 5, 6) arrives"),
        Arguments.of(
            "pixelunshuffle(2)",
            IMAGE,
            "pixelunshuffle(2) needs rows and columns that are multiples of 2,"
                + " but (4, 5, 6) arrives"),
        Arguments.of(
            "channelshuffle(3)",
            IMAGE,
            "channelshuffle(3) needs a multiple of 3 channels, but (4, 5, 6) arrives"),
        Arguments.of("dropout2d", SEQUENCE, "dropout2d takes (C, H, W), but (4, 6) arrives"));
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void refusesShapes(String text, Shape input, String message) {
    Layer layer = LayerSource.layer(text, input);
    ShapeException e = assertThrows(ShapeException.class, () -> layer.shape(List.of(input)));
    assertEquals(message, e.getMessage());
  }

  @Test
  void suggestsFlattenBeforeLinear() {
    Layer layer = LayerSource.layer("linear(400, 120)", Shape.of(16, 5, 5));
    ShapeException e =
        assertThrows(ShapeException.class, () -> layer.shape(List.of(Shape.of(16, 5, 5))));
    assertEquals(
        "put `flatten` before it, which makes 400 features of (16, 5, 5)", e.hint().orElseThrow());
  }

  @Test
  void suggestsTheStrideWhereFiltersComeFirst() {
    Shape rgb = Shape.of(3, 9, 9);
    Layer layer = LayerSource.layer("conv(64, 3, 2)", rgb);
    ShapeException e = assertThrows(ShapeException.class, () -> layer.shape(List.of(rgb)));
    assertEquals(
        "leave the first number out, and it takes what arrives: `conv(3, 2)`;"
            + " for 64 filters of size 3 at stride 2: `conv(64, 3, stride=2)`",
        e.hint().orElseThrow());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "conv(64, 3, 2) | 64, 9, 9 | conv(64, 3, 2) reads as in=64, out=3, kernel=2"
            + " | for 64 filters of 3x3 at stride 2 write `conv(64, 3, stride=2)`",
        "conv1d(8, 5, 2) | 8, 9 | conv1d(8, 5, 2) reads as in=8, out=5, kernel=2"
            + " | for 8 filters of 5 at stride 2 write `conv1d(8, 5, stride=2)`",
        "linear(120) | 16, 5, 5 | linear(120) works on the last dimension of (16, 5, 5)"
            + " | put `flatten` before it if all 400 elements were meant;"
            + " write `linear(5, 120)` if not"
      })
  void warns(String text, String shape, String message, String hint) {
    Diagnostics log = new Diagnostics();
    LayerSource.layer(text, shape(shape), log);
    assertEquals(1, log.all().size());
    assertEquals(message, log.all().get(0).message());
    assertEquals(List.of(hint), log.all().get(0).hints());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "conv(3, 64, 3) | 3, 9, 9",
        "conv(64, 3, 1) | 64, 9, 9",
        "conv(64, 64, 2) | 64, 9, 9",
        "conv(in=64, out=3, kernel=2) | 64, 9, 9",
        "conv(64, 3, stride=2) | 64, 9, 9",
        "linear(5, 120) | 16, 5, 5",
        "linear(120) | 7, 5",
      })
  void doesNotWarn(String text, String shape) {
    Diagnostics log = new Diagnostics();
    LayerSource.layer(text, shape(shape), log);
    assertEquals(List.of(), log.all());
  }

  private static Shape shape(String text) {
    return Shape.of(Stream.of(text.split(", ", -1)).map(Integer::valueOf).toList());
  }
}
