package dev.lamina.samples.service;

import java.util.ArrayList;
import java.util.List;

/**
 * An answer.
 *
 * @param best the index of the highest score
 * @param scores as the network gives them
 */
public record Scores(int best, List<Float> scores) {
  /** A copy of those scores. */
  static Scores of(float[] output) {
    List<Float> scores = new ArrayList<>(output.length);
    int best = 0;
    for (int i = 0; i < output.length; i++) {
      scores.add(output[i]);
      best = output[i] > output[best] ? i : best;
    }
    return new Scores(best, scores);
  }

  /** As JSON. */
  public String toJson() {
    return "{\"best\":" + best + ",\"scores\":" + scores + "}";
  }
}
