package dev.lamina.compiler.elaborate;

/**
 * How much a chain becomes when it is written out, at least.
 *
 * @param stages stages with a name
 * @param visits stages with and without one, once for each time they are come by
 */
record Extent(long stages, long visits) {
  static final Extent NONE = new Extent(0, 0);

  /** Above every limit; sums of as many as a source has do not overflow. */
  private static final long MANY = 1L << 40;

  Extent {
    stages = Math.min(stages, MANY);
    visits = Math.min(visits, MANY);
  }

  /** One after the other. */
  Extent plus(Extent next) {
    return new Extent(stages + next.stages, visits + next.visits);
  }

  /** Over and over. */
  Extent times(long rounds) {
    long most = Math.min(rounds, MANY);
    return new Extent(product(stages, most), product(visits, most));
  }

  private static long product(long a, long b) {
    return a != 0 && b > MANY / a ? MANY : a * b;
  }
}
