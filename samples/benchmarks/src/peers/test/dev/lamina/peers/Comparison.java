package dev.lamina.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** How far two results are apart. */
final class Comparison {
  private Comparison() {}

  static double largest(float[] values) {
    double largest = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }

  /** NaN where one result has a NaN that the other has not. */
  static double largestDifference(float[] a, float[] b) {
    assertEquals(a.length, b.length);
    double largest = 0;
    for (int i = 0; i < a.length; i++) {
      largest = Math.max(largest, a[i] == b[i] ? 0 : Math.abs((double) a[i] - b[i]));
    }
    return largest;
  }

  /** Checks that the difference is at most that part of the largest value. */
  static void assertClose(float[] expected, float[] actual, double tolerance, String what) {
    double difference = largestDifference(expected, actual);
    double largest = largest(expected);
    assertTrue(
        difference <= tolerance * largest,
        () -> what + " differs by " + difference + " where the largest is " + largest);
  }
}
