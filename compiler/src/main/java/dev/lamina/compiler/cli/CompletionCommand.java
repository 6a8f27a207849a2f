package dev.lamina.compiler.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code lamina completion}. */
@Command(
    name = "completion",
    description = "Prints a script that completes commands and options in a shell.",
    footer = {
      "",
      "Examples:",
      "  lamina completion bash > ~/.local/share/bash-completion/completions/lamina",
      "  source <(lamina completion zsh)",
    })
final class CompletionCommand implements Callable<Integer> {
  /** The shells that understand the script. */
  enum Shell {
    bash,
    zsh
  }

  @Mixin private Common common;

  @Parameters(paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}")
  private Shell shell;

  @Override
  public Integer call() {
    String script = AutoComplete.bash("lamina", Main.allCommands());
    String loads = shell == Shell.zsh ? "autoload -U +X compinit && compinit\n" : "";
    common.console().print(loads + script);
    return ExitCode.OK;
  }
}
