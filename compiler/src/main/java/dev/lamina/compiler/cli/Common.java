package dev.lamina.compiler.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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
      names = {"-h", "--help"},
      usageHelp = true,
      description = "show this help")
  @SuppressWarnings("UnusedVariable") // picocli's
  private boolean help;

  /** The console, as quiet as was asked for. */
  Console console() {
    Main main = (Main) command.root().userObject();
    main.console().quiet(quiet);
    return main.console();
  }
}
