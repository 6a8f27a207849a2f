package dev.lamina.compiler.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lamina.compiler.diag.Diagnostics;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class NormAndActivationRefusalTest {
  private static final Shape IMAGE = Shape.of(4, 5, 6);

  static Stream<Arguments> refusals() {
    return Stream.of(
        Arguments.of("celu(0)", IMAGE, "celu: alpha is 0, by which it divides"),
        Arguments.of(
            "gelu(approximate=sigmoid)",
            IMAGE,
            "gelu: approximate must be none or tanh, but `sigmoid` was given"),
        Arguments.of(
            "hardtanh(1, 1)",
            IMAGE,
            "hardtanh: max_val must be more than min_val, but 1.0 and 1.0 were given"),
        Arguments.of(
            "softshrink(-1)", IMAGE, "softshrink: lambd must be at least 0, but -1.0 was given"),
        Arguments.of(
            "rrelu(0.5, 0.25)",
            IMAGE,
            "rrelu: lower must not be more than upper, but 0.5 and 0.25 were given"),
        Arguments.of("threshold(1)", IMAGE, "threshold needs value: a number"),
        Arguments.of(
            "prelu(3)",
            IMAGE,
            "prelu: num_parameters must be 1 or the number of channels,"
                + " but 3 was given and (4, 5, 6) arrives"),
        Arguments.of("glu(2)", IMAGE, "glu halves dimension 2, but its size in (4, 5, 6) is odd"),
        Arguments.of("softmax(0)", IMAGE, "softmax: dim is 0, which is the batch"),
        Arguments.of("softmax(-4)", IMAGE, "softmax: dim is -4, which is the batch"),
        Arguments.of("softmax2d", Shape.of(4), "softmax2d takes (C, H, W), but (4) arrives"),
        Arguments.of(
            "batchnorm(3)", IMAGE, "batchnorm(3) is for 3 channels, but (4, 5, 6) arrives"),
        Arguments.of(
            "batchnorm1d", IMAGE, "batchnorm1d takes (C) or (C, L), but (4, 5, 6) arrives"),
        Arguments.of(
            "batchnorm2d", Shape.of(4, 5), "batchnorm2d takes (C, H, W), but (4, 5) arrives"),
        Arguments.of(
            "batchnorm(track_running_stats=false)",
            IMAGE,
            "batchnorm: track_running_stats=false takes the statistics of the batch,"
                + " which would mix samples"),
        Arguments.of(
            "instancenorm",
            Shape.of(4, 1, 1),
            "instancenorm takes more than one element a channel, but (4, 1, 1) arrives"),
        Arguments.of("groupnorm", IMAGE, "groupnorm needs groups: a whole number"),
        Arguments.of("groupnorm(3)", IMAGE, "groupnorm: 4 channels do not divide into 3 groups"),
        Arguments.of(
            "groupnorm(2, 6)", IMAGE, "groupnorm(2, 6) is for 6 channels, but (4, 5, 6) arrives"),
        Arguments.of(
            "layernorm(5)",
            IMAGE,
            "layernorm normalises the last dimensions (5), but (4, 5, 6) arrives"),
        Arguments.of(
            "rmsnorm((4, 6))",
            IMAGE,
            "rmsnorm normalises the last dimensions (4, 6), but (4, 5, 6) arrives"),
        Arguments.of(
            "lrn(3)", Shape.of(4), "lrn takes channels of several elements, but (4) arrives"),
        Arguments.of(
            "lrn(0)", IMAGE, "lrn: size must be a whole number of at least 1, but 0 was given"),
        Arguments.of(
            "normalize((1, 2, 3), 1)",
            IMAGE,
            "normalize: mean has 3 values, but (4, 5, 6) arrives"),
        Arguments.of("normalize(0.5, 0)", IMAGE, "normalize: std has a 0, by which it divides"));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void refuses(String text, Shape input, String message) {
    Diagnostics log = new Diagnostics();
    assertThrows(LayerType.Refusal.class, () -> LayerSource.layer(text, input, log));
    assertEquals(1, log.all().size());
    assertEquals(message, log.all().get(0).message());
  }
}
