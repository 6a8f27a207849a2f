package dev.lamina.runtime;

/** Weights that cannot be read or do not fit the network. The message says what to change. */
public final class WeightsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With that message. */
  public WeightsException(String message) {
    super(message);
  }

  /** With that message and the failure behind it. */
  public WeightsException(String message, Throwable cause) {
    super(message, cause);
  }
}
