package dev.lamina.compiler.random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.plan.Agreement;
import dev.lamina.compiler.plan.Target;
import dev.lamina.runtime.Network;
import java.io.IOException;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What loading does so that the JIT compiles the vector code of large networks. */
class WarmUpTest {
  static LongStream seeds() {
    return LongStream.range(0, 40);
  }

  /** Whatever the kernels are, they can work on arrays that are none of theirs. */
  @ParameterizedTest
  @MethodSource("seeds")
  void microKernelsWorkOnPretence(long seed) throws IOException {
    String text = RandomNetwork.of(seed);
    Target target = List.of(Target.SIMD128, Target.SIMD256, Target.SIMD512).get((int) (seed % 3));
    assertTrue(GeneratedNetwork.large(text, target).warmUp(target) >= 0);
  }

  @Test
  void computesTheSameAsWithout() throws IOException {
    String text =
        "input(16, 12, 12) -> conv(16, 3, pad=1) -> relu -> maxpool(2) -> flatten -> linear(10)";
    GeneratedNetwork warm = GeneratedNetwork.large(text, Target.SIMD128);
    assertTrue(warm.warmUp(Target.SIMD128) > 2);
    GeneratedNetwork cold = GeneratedNetwork.of(text, 1, List.of(Target.SIMD128));
    assertEquals(0, cold.warmUp(Target.SIMD128));
    float[] input = warm.inputs(Agreement.inputs(warm.graph(), 1, 1))[0];
    Network network = warm.load(Target.SIMD128, 1);
    assertArrayEquals(cold.load(Target.SIMD128, 1).forward(input), network.forward(input));
  }
}
