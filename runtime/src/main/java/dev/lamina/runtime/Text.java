package dev.lamina.runtime;

import java.util.List;
import java.util.Locale;

/** How messages and {@code describe()} write shapes, sizes and names. */
final class Text {
  /** Longer names are not compared. */
  private static final int LONGEST = 200;

  private Text() {}

  /** Such as {@code (3, 224, 224)}. */
  static String shape(List<? extends Number> shape) {
    return "(" + join(shape) + ")";
  }

  /** The elements with commas between them. */
  static String join(List<?> elements) {
    StringBuilder text = new StringBuilder();
    for (Object element : elements) {
      text.append(text.length() == 0 ? "" : ", ").append(element);
    }
    return text.toString();
  }

  /** Such as {@code 12.5 MB}. */
  static String bytes(long bytes) {
    if (bytes < 1000) {
      return bytes + " B";
    }
    if (bytes < 1_000_000) {
      return String.format(Locale.ROOT, "%.1f kB", bytes / 1e3);
    }
    return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
  }

  /** Such as {@code 61,706}. */
  static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  /** Such as {@code 1 thread} or {@code 2 threads}. */
  static String plural(long count, String noun) {
    return count(count) + " " + noun + (count == 1 ? "" : "s");
  }

  /** What a file said, fit for a message: short, quoted, without control characters. */
  static String quote(String text) {
    StringBuilder quoted = new StringBuilder("'");
    int shown = Math.min(text.length(), 80);
    for (int i = 0; i < shown; i++) {
      char c = text.charAt(i);
      quoted.append(Character.isISOControl(c) || Character.isSurrogate(c) ? '?' : c);
    }
    return quoted.append(shown < text.length() ? "...'" : "'").toString();
  }

  /**
   * Levenshtein's distance: how many characters must be inserted, deleted or replaced to make one
   * of the other.
   */
  static int distance(String a, String b) {
    if (a.length() > LONGEST || b.length() > LONGEST) {
      return Integer.MAX_VALUE;
    }
    int[] row = new int[b.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
