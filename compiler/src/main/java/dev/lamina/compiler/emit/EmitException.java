package dev.lamina.compiler.emit;

/** A plan that cannot be emitted: an error of the compiler, never of its input. */
public final class EmitException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  EmitException(String message) {
    super(message);
  }

  EmitException(String message, Throwable cause) {
    super(message, cause);
  }
}
