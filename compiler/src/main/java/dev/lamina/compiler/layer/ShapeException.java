package dev.lamina.compiler.layer;

import java.util.Optional;

/**
 * A layer does not take the shapes that arrive. The message is a diagnostic's: what is expected and
 * what arrives.
 */
public final class ShapeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String hint;

  /** With a message and no hint. */
  public ShapeException(String message) {
    this(message, null);
  }

  /** With a message and what to write instead. */
  public ShapeException(String message, String hint) {
    super(message);
    this.hint = hint;
  }

  /** What to write instead. */
  public Optional<String> hint() {
    return Optional.ofNullable(hint);
  }
}
