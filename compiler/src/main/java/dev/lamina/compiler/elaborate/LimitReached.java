package dev.lamina.compiler.elaborate;

/** The network is too large to go on; the limit has been reported. */
final class LimitReached extends RuntimeException {
  private static final long serialVersionUID = 1L;

  LimitReached() {
    super(null, null, false, false);
  }
}
