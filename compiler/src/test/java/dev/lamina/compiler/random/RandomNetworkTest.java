package dev.lamina.compiler.random;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lamina.compiler.diag.CompilationException;
import dev.lamina.compiler.elaborate.Elaborations;
import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.layer.Shape;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Generated code of random networks agrees with the plain evaluation: on every target, with passes
 * on and off, for one sample and several.
 *
 * <p>{@code -Dlamina.test.networks=100000} runs more of them, {@code -Dlamina.test.seed=17} others.
 */
class RandomNetworkTest {
  private static final long FIRST = Long.getLong("lamina.test.seed", 0);
  private static final int COUNT = Integer.getInteger("lamina.test.networks", 2000);

  @Test
  void generatedCodeAgreesWithTheOracle() {
    ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
    LongStream.range(FIRST, FIRST + COUNT)
        .parallel()
        .forEach(seed -> check(seed).ifPresent(failures::add));
    assertEquals(
        List.of(),
        failures.stream().limit(Integer.getInteger("lamina.test.shown", 5)).toList(),
        failures.size() + " failures");
  }

  private static Optional<String> check(long seed) {
    String text = RandomNetwork.of(seed, RandomNetworkTest::shape);
    try {
      Differential.check(text, seed);
      return Optional.empty();
    } catch (Exception | AssertionError | LinkageError e) {
      return Optional.of("seed " + seed + ": " + brief(e) + "\n" + text);
    }
  }

  private static String brief(Throwable e) {
    String text = e.toString();
    return text.substring(0, Math.min(2000, text.length()));
  }

  private static Optional<Shape> shape(String text) {
    try {
      Graph graph = Elaborations.graph(text);
      return Optional.of(graph.node(graph.outputs().get(0).node()).shape());
    } catch (CompilationException e) {
      return Optional.empty();
    }
  }
}
