package dev.lamina.compiler.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code lamina man}. */
@Command(
    name = "man",
    description = "Prints the manual page of all commands, for man(1).",
    footer = {
      "",
      "Examples:",
      "  lamina man | man -l -",
      "  lamina man > ~/.local/share/man/man1/lamina.1",
    })
final class ManCommand implements Callable<Integer> {
  @Mixin private Common common;

  @Override
  public Integer call() {
    common.console().print(ManPage.of(Main.allCommands()));
    return ExitCode.OK;
  }
}
