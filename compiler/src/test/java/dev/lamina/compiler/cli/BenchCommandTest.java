package dev.lamina.compiler.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchCommandTest {
  @TempDir private Path directory;

  private String network() throws IOException {
    return Files.writeString(directory.resolve("mlp.nn"), "input(4) -> linear(16) -> relu")
        .toString();
  }

  @Test
  void measuresEachNumberOfCallers() throws IOException {
    Command command = Command.run("bench", network(), "--seconds", "0.02", "--callers", "3");
    assertEquals(0, command.exit(), command.err());
    String[] lines = command.out().lines().toArray(String[]::new);
    assertTrue(lines[0].matches("nn.mlp.Mlp on \\w+: 80 parameters, 64 mult-adds a sample"));
    assertTrue(lines[1].matches("peak of a core: [0-9.]+ GFLOP/s, measured"), lines[1]);
    String time = "+[0-9.]+ (ns|us|ms|s) ";
    for (int i = 0; i < 3; i++) {
      String row = " +" + (i + 1) + (" " + time).repeat(3) + " +[0-9,]+ +[0-9.]+ +\\d+ % +[0-9,]+";
      assertTrue(lines[4 + i].matches(row.replace(")  ", ") +")), lines[4 + i]);
    }
    assertEquals(7, lines.length);
  }

  @Test
  void countsTheSamplesOfABatch() throws IOException {
    Command command =
        Command.run(
            "bench", network(), "--seconds", "0.1", "--callers", "1", "--batch", "64", "--json");
    assertEquals(0, command.exit(), command.err());
    assertEquals(64, number(command, "batch"));
    double perSecond = number(command, "samplesPerSecond");
    double p50 = number(command, "p50Nanos");
    assertTrue(number(command, "p99Nanos") >= p50);
    assertTrue(perSecond <= 64 * 1.5e9 / p50 && perSecond > 64 * 0.01e9 / p50, command.out());
    assertEquals(2e-9 * 64 * perSecond, number(command, "gigaflops"), 1e-6 * perSecond);
    assertTrue(number(command, "peakGigaflops") > 0);
  }

  private static double number(Command command, String key) {
    Matcher found = Pattern.compile('"' + key + "\": ([0-9.E-]+)").matcher(command.out());
    assertTrue(found.find(), key + " in " + command.out());
    return Double.parseDouble(found.group(1));
  }

  @ParameterizedTest
  @CsvSource({"50,3", "90,5", "99,5", "20,1", "1,1", "100,5", "60,3"})
  void percentilesAreValuesThatOccurred(int percent, double expected) {
    assertEquals(expected, Measurement.percentile(new double[] {1, 2, 3, 4, 5}, percent));
  }

  @ParameterizedTest
  @CsvSource({"133.4,133 ns", "7.25,7.25 ns", "27300,27.3 us", "2.5e6,2.50 ms", "1.5e9,1.50 s"})
  void timesHaveThreeDigits(double nanos, String text) {
    assertEquals(text, BenchReport.time(nanos));
  }

  @ParameterizedTest
  @CsvSource({
    "--batch,0,'expected at least 1, but 0 was given'",
    "--callers,0,'expected 1 to 1024, but 0 was given'",
    "--seconds,0,'expected a number above 0, at most 3600, but 0.0 was given'",
    "--seconds,NaN,'expected a number above 0, at most 3600, but NaN was given'"
  })
  void wrongNumbers(String option, String value, String message) throws IOException {
    Command command = Command.run("bench", network(), option, value);
    assertEquals(2, command.exit());
    assertTrue(command.err().startsWith("error: " + option + ": " + message), command.err());
  }
}
