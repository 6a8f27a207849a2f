package dev.lamina.runtime;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** How messages and {@code describe()} write shapes and sizes. */
final class Text {
  private Text() {}

  /** Such as {@code (3, 224, 224)}. */
  static String shape(List<? extends Number> shape) {
    return shape.stream().map(String::valueOf).collect(Collectors.joining(", ", "(", ")"));
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
}
