package dev.lamina.compiler.cli;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Colours for messages: what kind they are of, carets, hints. */
final class Colors {
  private static final String RESET = "\u001b[0m";
  private static final String RED = "\u001b[1;31m";
  private static final String YELLOW = "\u001b[1;33m";
  private static final String GREEN = "\u001b[1;32m";
  private static final String CYAN = "\u001b[1;36m";

  private static final Pattern ERROR = Pattern.compile("(?m)(?<=^|^[^ \\n]{1,999}: )error:");
  private static final Pattern WARNING = Pattern.compile("(?m)(?<=^|^[^ \\n]{1,999}: )warning:");
  private static final Pattern HINT = Pattern.compile("(?m)(?<=^  )hint:");
  private static final Pattern NOTE = Pattern.compile("(?m)(?<=^|^  )note:");
  private static final Pattern CARETS = Pattern.compile("(?m)(?<=^\\s{0,999})\\^+$");

  private static final List<Map.Entry<Pattern, String>> PAINTS =
      List.of(
          Map.entry(ERROR, RED),
          Map.entry(WARNING, YELLOW),
          Map.entry(HINT, CYAN),
          Map.entry(NOTE, CYAN),
          Map.entry(CARETS, GREEN));

  private Colors() {}

  /** When to use them. */
  enum When {
    auto,
    always,
    never
  }

  /**
   * Whether to use them: as {@code --color} says, else on terminals, unless the environment has
   * {@code NO_COLOR} (no-color.org) or a dumb terminal.
   */
  static boolean wanted(String[] arguments, Map<String, String> environment, boolean terminal) {
    When when = asked(arguments).orElse(When.auto);
    boolean plain =
        !environment.getOrDefault("NO_COLOR", "").isEmpty()
            || environment.getOrDefault("TERM", "").equals("dumb");
    return when == When.always || (when == When.auto && terminal && !plain);
  }

  /** Read before the command line is, since mistakes in it are coloured as well. */
  private static Optional<When> asked(String[] arguments) {
    String all = String.join(" ", arguments) + " ";
    for (When when : When.values()) {
      if (all.contains("--color=" + when + " ") || all.contains("--color " + when + " ")) {
        return Optional.of(when);
      }
    }
    return Optional.empty();
  }

  /** A message with colours. */
  static String paint(String text) {
    String painted = text;
    for (Map.Entry<Pattern, String> paint : PAINTS) {
      painted =
          paint
              .getKey()
              .matcher(painted)
              .replaceAll((MatchResult m) -> paint.getValue() + m.group() + RESET);
    }
    return painted;
  }
}
