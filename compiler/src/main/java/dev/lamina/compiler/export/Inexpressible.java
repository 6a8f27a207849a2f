package dev.lamina.compiler.export;

/** A layer that has no equal in the format; the message says why. */
final class Inexpressible extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Inexpressible(String reason) {
    super(reason);
  }
}
