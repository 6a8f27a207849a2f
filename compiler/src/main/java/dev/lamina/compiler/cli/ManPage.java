package dev.lamina.compiler.cli;

import dev.lamina.compiler.Lamina;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** A manual page in the language of man(7), from what the commands say of themselves. */
final class ManPage {
  private final StringBuilder out = new StringBuilder();

  private ManPage() {}

  static String of(CommandLine line) {
    ManPage page = new ManPage();
    page.write(line);
    return page.out.toString();
  }

  private void write(CommandLine line) {
    CommandSpec main = line.getCommandSpec();
    request("TH LAMINA 1 \"\" \"lamina " + Lamina.version() + "\"");
    request("SH NAME");
    text("lamina - " + first(main));
    request("SH SYNOPSIS");
    text("lamina COMMAND [OPTION]... [ARGUMENT]...");
    request("SH COMMANDS");
    line.getSubcommands().values().forEach(command -> command(command.getCommandSpec()));
    request("SH EXIT STATUS");
    ExitCode.MEANINGS.forEach((code, meaning) -> entry(Integer.toString(code), meaning));
    request("SH ENVIRONMENT");
    entry("JAVA_HOME", "The Java that runs it, 17 or later.");
    entry("LAMINA_OPTS", "Options of Java's, such as -Xmx4g.");
    entry("NO_COLOR", "If set, nothing is coloured.");
  }

  private void command(CommandSpec command) {
    request("SS lamina " + command.name());
    text(command.commandLine().getHelp().abbreviatedSynopsis().lines().findFirst().orElse(""));
    request("PP");
    text(first(command));
    command.positionalParameters().forEach(p -> entry(p.paramLabel(), description(p)));
    command.options().forEach(o -> entry(option(o), description(o)));
    request("PP");
    request("nf");
    for (String line : command.usageMessage().footer()) {
      text(line);
    }
    request("fi");
  }

  private static String first(CommandSpec command) {
    return String.join(" ", command.usageMessage().description());
  }

  private static String option(OptionSpec option) {
    String names = String.join(", ", option.names());
    return option.arity().max() == 0 ? names : names + "=" + option.paramLabel();
  }

  private static String description(ArgSpec argument) {
    String text = String.join(" ", argument.description());
    String candidates =
        argument.completionCandidates() == null
            ? ""
            : String.join(", ", argument.completionCandidates());
    return text.replace("${DEFAULT-VALUE}", String.valueOf(argument.defaultValueString()))
        .replace("${COMPLETION-CANDIDATES}", candidates);
  }

  private void entry(String term, String description) {
    request("TP");
    text(term);
    text(description);
  }

  private void request(String request) {
    out.append('.').append(request).append('\n');
  }

  /** A line of text, in which nothing is taken for a request. */
  private void text(String line) {
    String escaped = line.replace("\\", "\\e").replace("-", "\\-");
    boolean request = escaped.startsWith(".") || escaped.startsWith("'");
    out.append(request ? "\\&" : "").append(escaped).append('\n');
  }
}
