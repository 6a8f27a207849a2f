package dev.lamina.compiler.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Wrong usage: one line on what, one on where to read more. */
record UsageErrors(Console console) implements IParameterExceptionHandler {
  @Override
  public int handleParseException(ParameterException e, String[] arguments) {
    CommandLine command = e.getCommandLine();
    console.error(e.getMessage());
    if (e instanceof UnmatchedArgumentException unmatched) {
      List<String> suggestions = unmatched.getSuggestions();
      if (!suggestions.isEmpty()) {
        console.rendered("  hint: did you mean " + String.join(" or ", suggestions) + "?\n");
      }
    }
    String name = command.getCommandSpec().qualifiedName();
    console.rendered("  hint: `" + name + " --help` shows what there is\n");
    return ExitCode.USAGE;
  }
}
