package dev.lamina.images;

/** A picture cannot be read, or does not fit what is asked of it. */
public final class ImageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With what arrived and what was expected. */
  public ImageException(String message) {
    super(message);
  }

  /** The same, with what it came from. */
  public ImageException(String message, Throwable cause) {
    super(message, cause);
  }
}
