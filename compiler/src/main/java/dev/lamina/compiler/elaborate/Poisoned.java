package dev.lamina.compiler.elaborate;

/** A value cannot be computed, and why has been reported. */
final class Poisoned extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Poisoned() {
    super(null, null, false, false);
  }
}
