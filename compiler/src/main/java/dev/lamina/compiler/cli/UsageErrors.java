package dev.lamina.compiler.cli;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Wrong usage: one line on what, one on where to read more. */
record UsageErrors(Console console) implements IParameterExceptionHandler {
  /** How picocli begins what a converter says: the option, or the parameter's label, then why. */
  private static final Pattern INVALID =
      Pattern.compile(
          "Invalid value for (?:option '([^']+)'(?: \\(.*?\\))?|.* at index \\S+ \\((.*?)\\)): (.*)",
          Pattern.DOTALL);

  /** What picocli says of an enum's value. */
  private static final Pattern CHOICE =
      Pattern.compile("expected one of \\[(.*)] \\(case-sensitive\\) but was ('.*')");

  @Override
  public int handleParseException(ParameterException e, String[] arguments) {
    CommandLine command = e.getCommandLine();
    console.error(message(e));
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

  private static String message(ParameterException e) {
    if (e instanceof UnmatchedArgumentException unmatched) {
      return unmatched(unmatched);
    } else if (e instanceof MissingParameterException missing && !missing.getMissing().isEmpty()) {
      return missing(missing);
    }
    Matcher invalid = INVALID.matcher(e.getMessage());
    if (!invalid.matches()) {
      return e.getMessage();
    }
    String argument = invalid.group(1) == null ? invalid.group(2) : invalid.group(1);
    String reason =
        CHOICE.matcher(invalid.group(3)).replaceFirst("expected one of $1, but $2 was given");
    return argument + ": " + reason;
  }

  private static String unmatched(UnmatchedArgumentException e) {
    String argument = e.getUnmatched().get(0);
    if (argument.startsWith("-")) {
      return "there is no option " + argument;
    }
    boolean command = e.getCommandLine().getParent() == null;
    return command
        ? "there is no command " + argument
        : "'" + argument + "' is one argument too many";
  }

  private static String missing(MissingParameterException e) {
    boolean value = e.getMessage().contains("for option");
    String names =
        e.getMissing().stream()
            .map(a -> value ? option(a) : whole(a))
            .collect(Collectors.joining(", "));
    return value ? names + " needs a value" : names + " is missing";
  }

  private static String option(ArgSpec argument) {
    return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
  }

  private static String whole(ArgSpec argument) {
    return argument instanceof OptionSpec option
        ? option.longestName() + " " + option.paramLabel()
        : argument.paramLabel();
  }
}
