package dev.lamina.samples.service;

import java.util.List;

/** What computes the scores. All request threads call one model, at once. */
public interface Model {
  /** The shape of a sample, such as (1, 28, 28). */
  List<Integer> inputShape();

  /** How many scores there are. */
  int outputSize();

  /** Computes the scores of one sample. */
  void forward(float[] input, float[] output);

  /**
   * Reads the weights again and goes over to them, while calls go on.
   *
   * @return a few lines about what is used now
   * @throws UnsupportedOperationException if there is nothing to read them from
   */
  String reload();
}
