package dev.lamina.compiler.random;

import dev.lamina.compiler.plan.Target;
import java.io.IOException;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Layers with planes that no cache holds, which are computed band by band; random ones are small.
 */
class LargePlanesTest {
  static Stream<Arguments> networks() {
    return Stream.of(
            "input(8, 92, 93) -> conv(32, 1) -> relu6"
                + " -> conv(32, 3, stride=2, pad=1, groups=32) -> relu6 -> conv(8, 1)",
            "input(3, 183, 185) -> conv(32, 3, stride=2, pad=1) -> hardswish"
                + " -> conv(32, 5, stride=2, pad=2, groups=32) -> globalavgpool")
        .flatMap(
            text ->
                Stream.of(Target.values())
                    .filter(Target::vectorApi)
                    .map(target -> Arguments.of(text, target)));
  }

  @ParameterizedTest
  @MethodSource("networks")
  void agreeWithTheOracle(String text, Target target) throws IOException {
    new Differential(text, 1).check(target, Set.of());
  }
}
