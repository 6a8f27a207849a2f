package dev.lamina.compiler.random;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lamina.compiler.pass.Passes;
import dev.lamina.compiler.plan.Target;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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

  private static final int SHOWN = Integer.getInteger("lamina.test.shown", 5);

  @Test
  void generatedCodeAgreesWithTheOracle() {
    ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
    LongStream.range(FIRST, FIRST + COUNT)
        .parallel()
        .forEach(seed -> check(seed).ifPresent(failures::add));
    assertEquals(List.of(), failures.stream().limit(SHOWN).toList(), failures.size() + " failures");
  }

  private static Optional<String> check(long seed) {
    String text = RandomNetwork.of(seed);
    try {
      Choices choices = new Choices(~seed);
      new Differential(text, seed).check(target(choices), passesOff(choices));
      return Optional.empty();
    } catch (Exception | AssertionError | LinkageError e) {
      return Optional.of("seed " + seed + ": " + brief(e) + "\n" + text);
    }
  }

  private static String brief(Throwable e) {
    String text = e.toString();
    return text.substring(0, Math.min(2000, text.length()));
  }

  private static Set<String> passesOff(Choices choices) {
    if (choices.chance(0.2)) {
      return Set.copyOf(Passes.names());
    }
    return choices.chance(0.3) ? Set.of(choices.of(Passes.names())) : Set.of();
  }

  private static Target target(Choices choices) {
    int roll = choices.between(0, 99);
    if (roll < 75) {
      return roll < 40 ? Target.SCALAR : Target.SIMD256;
    }
    return roll < 85 ? Target.PLAIN : roll < 95 ? Target.SIMD128 : Target.SIMD512;
  }
}
