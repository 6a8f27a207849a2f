package dev.lamina.compiler.cli;

import java.util.Locale;

/**
 * The largest difference between an output and what was recorded.
 *
 * @param output the output's name
 * @param index where in it
 * @param actual what was computed there
 * @param expected what was recorded there
 * @param allowed the largest difference that is no failure
 */
record Difference(String output, int index, float actual, float expected, double allowed) {

  /** Compares an output with the recorded samples, which are repeated as often as needed. */
  static Difference between(String output, float[] actual, float[] recorded, double tolerance) {
    double largest = 1;
    for (float value : recorded) {
      largest = Float.isFinite(value) ? Math.max(largest, Math.abs(value)) : largest;
    }
    int worst = 0;
    double difference = -1;
    for (int i = 0; i < actual.length; i++) {
      double d = distance(actual[i], recorded[i % recorded.length]);
      if (d > difference) {
        worst = i;
        difference = d;
      }
    }
    return new Difference(
        output, worst, actual[worst], recorded[worst % recorded.length], tolerance * largest);
  }

  /** NaN differs from numbers infinitely, and not at all from NaN. */
  private static double distance(float a, float b) {
    if (Float.compare(a, b) == 0 || a == b) {
      return 0;
    }
    double distance = Math.abs((double) a - b);
    return Double.isNaN(distance) ? Double.POSITIVE_INFINITY : distance;
  }

  double value() {
    return distance(actual, expected);
  }

  boolean isWithin() {
    return value() <= allowed;
  }

  /** Whether this one is worse, measured by what is allowed. */
  boolean exceeds(Difference other) {
    return value() / allowed > other.value() / other.allowed;
  }

  @Override
  public String toString() {
    return isWithin()
        ? String.format(Locale.ROOT, "largest difference %.2g", value())
        : String.format(
            Locale.ROOT,
            "largest difference %.3g at %s[%d]: %s, expected %s; allowed %.2g",
            value(),
            output,
            index,
            actual,
            expected,
            allowed);
  }
}
