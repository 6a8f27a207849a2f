package dev.lamina.compiler.diag;

import java.util.Locale;

/** How much a diagnostic matters. */
public enum Severity {
  ERROR,
  WARNING;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
