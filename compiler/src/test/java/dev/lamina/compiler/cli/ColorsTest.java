package dev.lamina.compiler.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ColorsTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({
    "explain x.nn,                true,  '',       '',   true",
    "explain x.nn,                false, '',       '',   false",
    "explain x.nn,                true,  NO_COLOR, 1,    false",
    "explain x.nn,                true,  NO_COLOR, '',   true",
    "explain x.nn,                true,  TERM,     dumb, false",
    "explain x.nn,                true,  TERM,     xterm, true",
    "explain x.nn --color=always, false, NO_COLOR, 1,    true",
    "explain x.nn --color always, false, '',       '',   true",
    "explain --color=never x.nn,  true,  '',       '',   false",
    "explain --color=auto x.nn,   false, '',       '',   false",
  })
  void areUsedWhereTheyAreWanted(
      String line, boolean terminal, String variable, String value, boolean wanted) {
    Map<String, String> environment = Map.of(variable, value);
    assertEquals(wanted, Colors.wanted(line.split(" "), environment, terminal));
  }

  @Test
  void paintKindsCaretsAndHints() throws IOException {
    Path file = Files.writeString(directory.resolve("x.nn"), "input(3) -> rellu");
    Command plain = Command.run("explain", file.toString());
    Command painted = Command.run("explain", file.toString(), "--color=always");
    assertFalse(plain.err().contains("\u001b"), plain.err());
    assertEquals(plain.err(), painted.err().replaceAll("\u001b\\[[0-9;]*m", ""));
    assertTrue(painted.err().contains(":1:13: \u001b[1;31merror:\u001b[0m `rellu`"));
    assertTrue(painted.err().contains("  \u001b[1;36mhint:\u001b[0m did you mean"));
    assertTrue(painted.err().contains(" \u001b[1;32m^^^^^\u001b[0m\n"), painted.err());
  }

  @Test
  void paintWrongUsageAndHelp() {
    Command misuse = Command.run("explain", "--color=always");
    assertTrue(misuse.err().startsWith("\u001b[1;31merror:\u001b[0m MODEL.nn"), misuse.err());
    assertTrue(Command.run("explain", "--color=always", "--help").out().contains("\u001b["));
    assertFalse(Command.run("explain", "--help").out().contains("\u001b["));
  }

  @Test
  void leaveOtherTextAlone() {
    String text = "the error: in the middle\n  a ^ b\n";
    assertEquals(text, Colors.paint(text));
  }

  @ParameterizedTest
  @CsvSource({
    "0,10,' [..............................]   0 %'",
    "5,10,' [###############...............]  50 %'",
    "10,10,' [##############################] 100 %'",
    "11,10,' [##############################] 100 %'"
  })
  void barsShowWhatIsDone(long done, long all, String bar) {
    assertEquals(bar, Progress.bar(done, all));
  }

  @Test
  void progressIsShownOnTerminalsAlone() {
    for (boolean terminal : new boolean[] {true, false}) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      PrintStream err = new PrintStream(bytes, true, StandardCharsets.UTF_8);
      Progress progress = new Progress(err, terminal);
      progress.begin("compiling");
      progress.end();
      progress.end();
      String clear = "\r\u001b[K";
      assertEquals(
          terminal ? clear + "compiling ..." + clear : "", bytes.toString(StandardCharsets.UTF_8));
    }
  }
}
