package dev.lamina.samples.service;

/** A request that cannot be answered, for the client's fault; the message says what to change. */
public final class RequestException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;

  /** With that HTTP status. */
  public RequestException(int status, String message) {
    super(message);
    this.status = status;
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }
}
