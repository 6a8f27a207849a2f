package dev.lamina.compiler.cli;

import java.util.Locale;

/** Numbers for people. */
final class Units {
  private Units() {}

  static String bytes(long bytes) {
    return bytes < 1000 ? bytes + " B" : scaled(bytes) + "B";
  }

  static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  /** Such as {@code 3.87 G}. */
  static String scaled(long value) {
    if (value < 1000) {
      return Long.toString(value);
    }
    double scaled = value;
    int step = 0;
    while (scaled >= 999.5) {
      scaled /= 1000;
      step++;
    }
    int decimals = scaled < 10 ? 2 : scaled < 100 ? 1 : 0;
    return String.format(Locale.ROOT, "%." + decimals + "f %c", scaled, " kMGTPE".charAt(step));
  }

  static String plural(long count, String noun) {
    return count(count) + " " + noun + (count == 1 ? "" : "s");
  }
}
