package dev.lamina.compiler.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class ManPageTest {
  @TempDir private Path directory;

  @Test
  void everyCommandAndOptionIsInTheManual() {
    String page = Command.run("man").out();
    for (CommandLine command : Main.allCommands().getSubcommands().values()) {
      assertTrue(page.contains(".SS lamina " + command.getCommandName() + "\n"), page);
      command
          .getCommandSpec()
          .optionsMap()
          .keySet()
          .forEach(name -> assertTrue(page.contains(name.replace("-", "\\-")), name));
    }
    ExitCode.MEANINGS.forEach((code, text) -> assertTrue(page.contains("\n" + code + "\n")));
    Set<String> requests = Set.of("TH", "SH", "SS", "TP", "PP", "nf", "fi");
    page.lines()
        .filter(l -> l.startsWith("."))
        .forEach(l -> assertTrue(requests.contains(l.substring(1).split(" ", 2)[0]), l));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bash", "zsh"})
  void completionIsAScriptThatKnowsEveryCommand(String shell) throws Exception {
    Command command = Command.run("completion", shell);
    assertEquals(0, command.exit(), command.err());
    Set<String> names = Main.allCommands().getSubcommands().keySet();
    assertTrue(command.out().contains(String.join(" ", names)), command.out());
    assertTrue(command.out().contains("--random-weights"));
    assertEquals(0, syntaxCheck(command.out()));
  }

  private int syntaxCheck(String script) throws IOException, InterruptedException {
    Path file = Files.writeString(directory.resolve("script"), script);
    return new ProcessBuilder("bash", "-n", file.toString()).inheritIO().start().waitFor();
  }

  @Test
  void otherShellsAreRefused() {
    Command command = Command.run("completion", "tcsh");
    assertEquals(2, command.exit());
    assertTrue(command.err().contains("bash, zsh"), command.err());
  }
}
