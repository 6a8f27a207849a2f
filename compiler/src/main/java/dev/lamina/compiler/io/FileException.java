package dev.lamina.compiler.io;

/** A file that cannot be read or written, or does not hold what it should. */
public final class FileException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With a message that names the file and says what to do. */
  public FileException(String message) {
    super(message);
  }

  /** With that message and the failure behind it. */
  public FileException(String message, Throwable cause) {
    super(message, cause);
  }
}
