package dev.lamina.compiler.random;

import dev.lamina.compiler.plan.Target;
import java.io.IOException;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Layers whose last rows two tiles compute, each in its own way: every row has one tile's bits. */
class FewChannelsBitsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "input(8, 11, 13) -> conv(4, 3, pad=1)",
        "input(6, 9, 17) -> conv(20, 5, pad=2) -> relu",
        "input(5, 14, 12) -> conv(16, 3, pad=1) -> relu -> maxpool(2)",
        "input(1, 14, 28) -> conv(6, 5, pad=2) -> relu -> maxpool(2)",
        "input(2, 10, 40) -> conv(5, 5, pad=2) -> tanh -> maxpool(2) -> conv(3, 1)",
      })
  void sameBitsOnAnyThread(String text) throws IOException {
    for (int seed = 0; seed < 5; seed++) {
      new Differential(text, seed).check(Target.SIMD512, Set.of());
    }
  }
}
