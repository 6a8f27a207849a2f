package dev.lamina.compiler.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code explain --plan} says. */
class ExplainCommandTest {
  @TempDir private Path directory;

  private String network() throws IOException {
    return new Workspace(directory)
        .write(
            "net.nn",
            "input(16, 32, 32) -> a_long_name { another { conv(32, 3, pad=1) -> relu } }"
                + " -> maxpool(2) -> first { conv(32, 3, groups=32) } -> relu6 -> flatten"
                + " -> linear(200)");
  }

  @Test
  void saysHowEachLayerIsComputed() throws IOException {
    Command command = Command.run("explain", network(), "--plan", "--target", "simd256");
    assertEquals(0, command.exit(), command.err());
    String[] rows = {
      "a_long_name.another.0 +2 steps: +4.72 M +[0-9.]+ us +\\d+ %",
      " +row-major to blocks of 8 channels with +[0-9.]+ us\n +border",
      " +winograd F\\(4x4, 3x3\\) +[0-9x+]+ +relu, maxpool\\(2\\) +[0-9.]+ us",
      "first.0 +depthwise conv +[0-9x+]+ +relu6\\(2x\\) +[0-9.]+ k +[0-9.]+ (us|ns) +[0-9.]+ %",
      "5 +2 steps: +1.25 M +[0-9.]+ us +[0-9.]+ %",
      " +matrix-vector +4x2 +[0-9.]+ us"
    };
    for (String row : rows) {
      assertTrue(Pattern.compile(row).matcher(command.out()).find(), row + " in " + command.out());
    }
    assertTrue(command.out().contains("80 GFLOP/s in convolutions"), command.out());
    assertFalse(command.out().contains("zero border"), command.out());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "--plan", "--plan --measure --seconds=0.01"})
  void cutsNothingAndFits(String options) throws IOException {
    String line = "explain " + network() + " --target scalar " + options;
    Command command = Command.run(line.strip().split(" +"));
    assertEquals(0, command.exit(), command.err());
    assertTrue(command.out().lines().allMatch(l -> l.length() <= 120), command.out());
    assertFalse(command.out().contains("..."), command.out());
  }

  @ParameterizedTest
  @ValueSource(strings = {"scalar", "plain"})
  void measures(String target) throws IOException {
    Command command =
        Command.run(
            "explain",
            network(),
            "--plan",
            "--measure",
            "--json",
            "--target",
            target,
            "--seconds=0.05");
    assertEquals(0, command.exit(), command.err());
    double call = numbers(command, "measuredNanos")[0];
    double[] all = numbers(command, "measuredNanos");
    double layers = 0;
    Matcher perLayer =
        Pattern.compile("\"measuredNanos\": ([0-9.E-]+),\n *\"gigaflops\"").matcher(command.out());
    while (perLayer.find()) {
      layers += Double.parseDouble(perLayer.group(1));
    }
    assertTrue(all.length > 2, command.out());
    assertTrue(layers > 0.2 * call && layers < 5 * call, layers + " of " + call);
    assertTrue(numbers(command, "limitGigaflops")[0] > 0);
    assertTrue(numbers(command, "calls")[0] >= 1);
  }

  private static double[] numbers(Command command, String key) {
    return Pattern.compile('"' + key + "\": ([0-9.E-]+)")
        .matcher(command.out())
        .results()
        .mapToDouble(r -> Double.parseDouble(r.group(1)))
        .toArray();
  }

  /** Programs of many steps run them in groups, which count on from one to the next. */
  @Test
  void measuresNetworksOfManySteps() throws IOException {
    String network =
        new Workspace(directory)
            .write("long.nn", "input(3, 6, 6) -> repeat(150) { conv(3, 3, pad=1) -> softmax }");
    Command command =
        Command.run(
            "explain",
            network,
            "--plan",
            "--measure",
            "--json",
            "--target",
            "scalar",
            "--seconds=0.05");
    assertEquals(0, command.exit(), command.err());
    double[] steps =
        Pattern.compile("\"predictedNanos\": [0-9.E-]+,\n *\"measuredNanos\": ([0-9.E-]+)\n")
            .matcher(command.out())
            .results()
            .mapToDouble(r -> Double.parseDouble(r.group(1)))
            .toArray();
    assertTrue(steps.length >= 300, steps.length + " steps");
    for (double step : steps) {
      assertTrue(step > 0, command.out());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "--measure, --measure goes with --plan",
    "--plan --measure --seconds=0, --seconds: expected a number above 0",
  })
  void refuses(String options, String message) throws IOException {
    Command command = Command.run(("explain " + network() + " " + options).split(" "));
    assertEquals(2, command.exit());
    assertTrue(command.err().contains(message), command.err());
  }
}
