package dev.lamina.compiler.elaborate;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.source.Source;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Sources made to exhaust the compiler get a message soon. */
class HostileSourcesTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final int LONGEST_REPORT = 50_000;

  static Stream<Arguments> sources() {
    return Stream.of(
        Arguments.of(
            "nested groups", "input(3) -> " + "(".repeat(100_000) + "relu" + ")".repeat(100_000)),
        Arguments.of("repeat", "input(3) -> repeat(1000000000) { relu }"),
        Arguments.of("empty rounds", "input(3) -> repeat(1000000000) { repeat(0) { relu } }"),
        Arguments.of(
            "nested repeats",
            "input(3) -> repeat(1000000) { repeat(1000000) { repeat(1000000) { relu } } }"),
        Arguments.of("defs that double", defs(60, " -> ") + "input(3) -> d60"),
        Arguments.of("defs that double in branches", defs(60, " + ") + "input(3) -> d60"),
        Arguments.of(
            "defs that repeat",
            "def d(n) = repeat(n) { repeat(n) { relu } }" + "input(3) -> d(1000) -> d(1000)"),
        Arguments.of("operands", "input(3) -> ( relu" + " + relu".repeat(50_000) + " )"),
        Arguments.of("branches", "input(3) -> [ relu" + ", relu".repeat(50_000) + " ]"),
        Arguments.of("deep defs", "def d0 = relu\n" + deepDefs(20_000) + "input(3) -> d20000"),
        Arguments.of("long cycle", "def d0 = d20000\n" + deepDefs(20_000) + "input(3) -> d20000"),
        Arguments.of("long sum", "input(3) -> linear(" + "1+".repeat(300_000) + "1)"),
        Arguments.of("many signs", "input(3) -> linear(" + "-".repeat(300_000) + "1)"),
        Arguments.of("many stages", "input(3)" + " -> tanh".repeat(100_001)),
        Arguments.of("many mistakes", "input(3)" + " -> tahn".repeat(100_000)),
        Arguments.of("many warnings", "input(3, 3, 3)" + "->linear(3)".repeat(40_000) + "->x"),
        Arguments.of("many unused values", values(30_000) + "output y = x0"),
        Arguments.of("long name", "input(3) -> " + "a".repeat(900_000)),
        Arguments.of("long label", "input(3) -> " + "a".repeat(20_001) + ": linear(3)"),
        Arguments.of(
            "long labels of blocks",
            "input(3) -> " + ("b".repeat(5_000) + " { ").repeat(4) + "relu" + " }".repeat(4)),
        Arguments.of("long value", "a".repeat(70_000) + " = input(3)"),
        Arguments.of("long output", "x = input(3) -> relu\noutput " + "a".repeat(70_000) + " = x"),
        Arguments.of("long argument name", "input(3) -> relu(" + "a".repeat(900_000) + "=1)"),
        Arguments.of("long word", "input(3) -> relu(" + "a".repeat(900_000) + ")"),
        Arguments.of("long comment", "input(3) -> linear(/*" + " *".repeat(400_000) + "*/)"),
        Arguments.of("large input", "input(2147483647, 2147483647, 2147483647, 2147483647)"),
        Arguments.of("large weights", "input(2147483647) -> linear(2147483647)"),
        Arguments.of("large kernel", "input(1, 9, 9) -> conv(2, 2147483647, pad=2147483647)"),
        Arguments.of("large scale", "input(1, 65536, 4) -> upsample(65536)"),
        Arguments.of("large file", "input(3) // " + "x".repeat(10_000_000)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("sources")
  void getAMessageSoon(String name, String text) {
    Source source = Source.ofText("hostile.nn", text);
    String report =
        assertTimeoutPreemptively(
            SOON, () -> Elaborations.diagnostics(source, ElaborationOptions.none()));
    assertTrue(report.contains("error: "), name);
    assertTrue(report.length() < LONGEST_REPORT, () -> name + ": " + report.length());
  }

  @Test
  void allowedSizesPass() {
    String longest = "input(3)" + " -> tanh".repeat(100_000);
    String deepest = "input(3) -> " + "( ".repeat(150) + "relu" + " + relu )".repeat(150);
    for (String text : new String[] {longest, deepest}) {
      assertFalse(Elaborations.graph(text).nodes().isEmpty());
    }
  }

  private static String defs(int count, String operator) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(i -> "def d" + i + " = ( d" + (i - 1) + operator + "d" + (i - 1) + " )\n")
        .collect(Collectors.joining("", "def d0 = relu\n", ""));
  }

  private static String deepDefs(int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(i -> "def d" + i + " = d" + (i - 1) + "\n")
        .collect(Collectors.joining());
  }

  private static String values(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "x" + i + " = input(3)\n")
        .collect(Collectors.joining());
  }
}
