package dev.lamina.compiler.cli;

import dev.lamina.runtime.LoadOptions;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What every command has. */
final class Common {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = {"-q", "--quiet"},
      description = "print nothing but results and errors")
  private boolean quiet;

  @Option(
      names = "--color",
      paramLabel = "WHEN",
      description = "colours in messages: ${COMPLETION-CANDIDATES}; default: auto")
  @SuppressWarnings("UnusedVariable") // read by Colors, before the command line is
  private Colors.When color;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "show this help")
  @SuppressWarnings("UnusedVariable") // picocli's
  private boolean help;

  /** Wrong usage of the command. */
  ParameterException misuse(String message) {
    return new ParameterException(command.commandLine(), message);
  }

  /** The value of {@code --threads}, checked. */
  int threads(int count) {
    if (count < 1 || count > LoadOptions.MAX_THREADS) {
      throw misuse(
          "--threads: expected 1 to " + LoadOptions.MAX_THREADS + ", but " + count + " was given");
    }
    return count;
  }

  /** The console, as quiet as was asked for. */
  Console console() {
    Main main = (Main) command.root().userObject();
    main.console().quiet(quiet);
    return main.console();
  }
}
