package dev.lamina.compiler.elaborate;

import dev.lamina.compiler.source.Span;
import java.util.Locale;
import java.util.regex.Pattern;

/** Pieces of messages. */
final class Texts {
  private static final int LONGEST = 60;

  private static final Pattern COMMENT = Pattern.compile("//[^\n]*|(?s:/\\*.*?\\*/)");

  private Texts() {}

  /** The source text on one line, cut where it is long. */
  static String brief(Span span) {
    String line = COMMENT.matcher(span.text()).replaceAll(" ").replaceAll("\\s+", " ").trim();
    if (line.codePointCount(0, line.length()) <= LONGEST) {
      return line;
    }
    return line.substring(0, line.offsetByCodePoints(0, LONGEST - 3)) + "...";
  }

  /** {@code 100,000}. */
  static String grouped(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** {@code 1 argument}, {@code 2 arguments}. */
  static String count(int number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }
}
