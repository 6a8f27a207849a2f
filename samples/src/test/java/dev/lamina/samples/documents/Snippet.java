package dev.lamina.samples.documents;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A piece of a document that can be tried: a line of a shell, or a block of Java or of a network.
 *
 * @param line where it begins, from 1
 * @param language {@code sh} for a command, else what stands behind the fence
 * @param text the command or the block
 * @param note the comment before the block, which readers do not see, or an empty string
 */
record Snippet(int line, String language, String text, String note) {
  private static final Pattern FILE = Pattern.compile("file: (.+)");

  /** Whether a comment says why it is left out: {@code not run: ...}. */
  boolean isLeftOut() {
    return note.startsWith("not run: ");
  }

  /** The file that the block is: {@code file: digits.nn}. */
  Optional<String> file() {
    Matcher matcher = FILE.matcher(note);
    return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  /** Java that goes before the block: {@code given: float[] image = new float[784];}. */
  String given() {
    return note.startsWith("given: ") ? note.substring("given: ".length()) : "";
  }
}
