package dev.lamina.compiler.random;

import dev.lamina.compiler.pass.Passes;
import dev.lamina.compiler.plan.Target;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Layers that are lowered by copying the steps of equal ones before them: each with weights and
 * memory of its own.
 */
class RepeatedLayersTest {
  private static final String BLOCKS =
      """
      def block = ( conv(12, 3, pad=1) -> batchnorm -> relu -> conv(12, 3, pad=1, groups=3)
          + identity + conv(12, 1) ) -> prelu(12)
      def mix = [ identity, conv(4, 1) -> maxpool(3, 1, 1) ] -> conv(12, 1)
          -> zeropad(1, 0, 1, 0) -> maxpool(2, 1) -> softmax
      input(12, 7, 9) -> repeat(3) { block -> block -> mix } -> flatten
          -> repeat(4) { linear(20) -> tanh }
      """;

  /** The same shapes, but other arguments, operands and results. */
  private static final String NEARLY_EQUAL =
      """
      a = input(8, 6, 6)
      b = a -> relu
      c = a -> maxpool(3, 1, 1)
      d = b -> maxpool(3, 1, 1)
      e = ( a + a )
      f = ( a + b )
      g = ( b + a )
      h = ( a - c )
      i = a -> conv(8, 3, pad=1)
      j = b -> conv(8, 3, pad=1, bias=false)
      k = c -> conv(8, 3, pad=1, dilation=1)
      l = d -> conv(8, 3, pad=2, dilation=2)
      m = k -> leakyrelu(0.1)
      n = l -> leakyrelu(0.2)
      output y = [ e, f, g, h, i, j, m, n ]
      """;

  @ParameterizedTest
  @EnumSource
  void agreeWithTheOracle(Target target) throws Exception {
    new Differential(BLOCKS, 1).check(target, Set.of());
    new Differential(NEARLY_EQUAL, 2).check(target, Set.of());
  }

  @Test
  void agreeWithoutPasses() throws Exception {
    new Differential(BLOCKS, 3).check(Target.SIMD256, Set.copyOf(Passes.names()));
  }
}
