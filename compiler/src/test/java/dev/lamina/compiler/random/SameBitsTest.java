package dev.lamina.compiler.random;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lamina.compiler.layer.Tensor;
import dev.lamina.compiler.plan.Agreement;
import dev.lamina.compiler.plan.Target;
import dev.lamina.runtime.LoadOptions;
import dev.lamina.runtime.Network;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every call gives the bits of the first, which was interpreted, whatever the JIT does meanwhile.
 */
class SameBitsTest {
  private static final int CALLS = 100_000;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "input(3, 4, 4) -> conv(8, 3, pad=1) -> relu -> maxpool(2) -> conv(8, 2) -> tanh",
        "input(32, 4, 4) -> conv(32, 3, pad=1) -> relu",
        "input(20) -> linear(24) -> gelu -> linear(16) -> sigmoid -> linear(10) -> softmax",
        "input(16, 7, 6) -> conv(16, 3, pad=1, groups=16) -> silu -> avgpool(2) -> conv(8, 1) ->"
            + " globalavgpool",
        "input(8, 5) -> layernorm -> conv1d(8, 3, pad=1) -> elu -> logsoftmax",
      })
  void neverChange(String text) throws IOException {
    GeneratedNetwork compiled = GeneratedNetwork.of(text, 1, List.of(Target.values()));
    neverChange(compiled, LoadOptions.defaults());
  }

  @Test
  void neverChangeInScalarCode() throws IOException {
    String text = "input(2, 5, 4) -> conv(4, 3) -> tanh -> flatten -> linear(9) -> gelu -> softmax";
    GeneratedNetwork compiled = GeneratedNetwork.of(text, 1, List.of(Target.SCALAR));
    neverChange(compiled, LoadOptions.defaults().variant(Target.SCALAR.id()));
  }

  private static void neverChange(GeneratedNetwork compiled, LoadOptions options) {
    Network network = compiled.load(options);
    List<List<Tensor>> samples = Agreement.inputs(compiled.graph(), 1, 1);
    float[] input = compiled.inputs(samples)[0];
    float[] first = network.forward(input);
    float[] output = new float[first.length];
    for (int call = 2; call <= CALLS; call++) {
      Arrays.fill(output, Float.NaN);
      network.forward(input, output);
      int element = Arrays.mismatch(first, output);
      if (element >= 0) {
        String where = network.variant() + ", call " + call + ", element " + element;
        assertEquals(first[element], output[element], where);
      }
    }
  }
}
