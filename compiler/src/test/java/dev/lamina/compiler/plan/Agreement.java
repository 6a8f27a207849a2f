package dev.lamina.compiler.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.GraphEvaluator;
import dev.lamina.compiler.layer.Input;
import dev.lamina.compiler.layer.Shape;
import dev.lamina.compiler.layer.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Compares plans with the plain evaluation of graphs. */
public final class Agreement {
  private static final double TOLERANCE = 1e-4;

  private Agreement() {}

  /**
   * Weights under which outputs depend on inputs: variances positive, others around zero and scaled
   * by their fan-in.
   */
  public static Map<String, Tensor> weights(Graph graph, long seed) {
    Map<String, Tensor> weights = new TreeMap<>();
    graph
        .rawParameters()
        .forEach((name, p) -> weights.put(name, weight(name, p.shape(), seed + name.hashCode())));
    return weights;
  }

  private static Tensor weight(String name, Shape shape, long seed) {
    Random random = new Random(seed);
    double scale =
        shape.rank() > 1 ? 1.5 / Math.sqrt((double) shape.elements(1, shape.rank())) : 0.5;
    Tensor tensor = Tensor.zeros(shape);
    for (int i = 0; i < tensor.data().length; i++) {
      double value = random.nextGaussian() * scale;
      boolean positive = name.endsWith("running_var");
      boolean norm = name.endsWith("weight") && shape.rank() == 1;
      tensor.data()[i] = (float) (positive ? 0.5 + random.nextDouble() : norm ? 1 + value : value);
    }
    return tensor;
  }

  /** {@code batch} samples of random inputs. */
  public static List<List<Tensor>> inputs(Graph graph, int batch, long seed) {
    Random random = new Random(seed);
    List<List<Tensor>> samples = new ArrayList<>();
    for (int s = 0; s < batch; s++) {
      List<Tensor> sample = new ArrayList<>();
      for (int input : graph.inputs()) {
        Tensor t = Tensor.zeros(graph.node(input).shape());
        for (int i = 0; i < t.data().length; i++) {
          t.data()[i] =
              graph.layer(input) instanceof Input in && in.isBytes()
                  ? random.nextInt(256)
                  : (float) random.nextGaussian();
        }
        sample.add(t);
      }
      samples.add(sample);
    }
    return samples;
  }

  /** The values of an input of bytes. */
  public static byte[] bytes(float[] values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (int) values[i];
    }
    return bytes;
  }

  /** Requires that a plan's outputs are those of the graph. */
  public static void check(Graph graph, Plan plan, int batch, long seed) {
    Map<String, Tensor> weights = weights(graph, seed);
    List<List<Tensor>> inputs = inputs(graph, batch, seed);
    GraphEvaluator oracle = new GraphEvaluator(graph, weights);
    List<List<Tensor>> actual = new PlanExecutor(plan, weights).run(inputs);
    for (int s = 0; s < batch; s++) {
      List<Tensor> expected = oracle.evaluate(inputs.get(s));
      for (int o = 0; o < expected.size(); o++) {
        assertClose(expected.get(o), actual.get(s).get(o), "sample " + s + ", output " + o);
      }
    }
  }

  /** Requires equal shapes and elements that differ by rounding only. */
  public static void assertClose(Tensor expected, Tensor actual, String where) {
    assertEquals(expected.shape(), actual.shape());
    double largest = 1;
    for (float f : expected.data()) {
      largest = Float.isFinite(f) ? Math.max(largest, Math.abs(f)) : largest;
    }
    for (int i = 0; i < expected.data().length; i++) {
      float e = expected.data()[i];
      float a = actual.data()[i];
      boolean close =
          Float.isFinite(e) ? Math.abs(e - a) <= TOLERANCE * largest : Float.compare(e, a) == 0;
      int at = i;
      assertTrue(close, () -> where + " [" + at + "]: " + a + ", the oracle " + e);
    }
  }
}
