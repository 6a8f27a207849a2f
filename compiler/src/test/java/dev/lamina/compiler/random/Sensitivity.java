package dev.lamina.compiler.random;

import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.GraphEvaluator;
import dev.lamina.compiler.layer.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * How much results move when inputs, weights and what layers hand on move by a few units in the
 * last place: a lot where a value happens to lie at a threshold or a variance is almost nothing.
 */
final class Sensitivity {
  private static final int TRIALS = 12;
  private static final double STEP = 4e-7;

  private Sensitivity() {}

  /** The largest change of each result. */
  static List<List<Tensor>> of(
      Graph graph,
      Map<String, Tensor> weights,
      List<List<Tensor>> inputs,
      List<List<Tensor>> expected) {
    List<List<Tensor>> changes =
        expected.stream()
            .map(sample -> sample.stream().map(t -> Tensor.zeros(t.shape())).toList())
            .toList();
    Random random = new Random(1);
    for (int trial = 0; trial < TRIALS; trial++) {
      Map<String, Tensor> moved = new HashMap<>();
      weights.forEach((name, tensor) -> moved.put(name, moved(tensor, random)));
      GraphEvaluator oracle = new GraphEvaluator(graph, moved);
      for (int s = 0; s < inputs.size(); s++) {
        List<Tensor> sample = new ArrayList<>();
        inputs.get(s).forEach(t -> sample.add(moved(t, random)));
        List<Tensor> results = oracle.evaluate(sample, result -> rounded(result, random));
        for (int o = 0; o < results.size(); o++) {
          widen(changes.get(s).get(o), expected.get(s).get(o), results.get(o));
        }
      }
    }
    return changes;
  }

  private static Tensor moved(Tensor tensor, Random random) {
    float[] data = tensor.data().clone();
    for (int i = 0; i < data.length; i++) {
      data[i] += (float) (data[i] * STEP * random.nextGaussian());
    }
    return new Tensor(tensor.shape(), data);
  }

  /** Sums are as exact as their largest terms, not as what is left of them. */
  private static Tensor rounded(Tensor tensor, Random random) {
    float[] data = tensor.data().clone();
    float largest = 0;
    for (float f : data) {
      largest = Float.isFinite(f) ? Math.max(largest, Math.abs(f)) : largest;
    }
    for (int i = 0; i < data.length; i++) {
      data[i] += (float) (largest * STEP * random.nextGaussian());
    }
    return new Tensor(tensor.shape(), data);
  }

  private static void widen(Tensor change, Tensor expected, Tensor result) {
    for (int i = 0; i < change.data().length; i++) {
      float difference = Math.abs(expected.data()[i] - result.data()[i]);
      change.data()[i] = Math.max(change.data()[i], difference);
    }
  }
}
