package @package@;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class XorTest {
  private static final Xor XOR = Xor.load();

  @ParameterizedTest
  @CsvSource({"0,0,0", "0,1,1", "1,0,1", "1,1,0"})
  void computesXor(float a, float b, float expected) {
    assertEquals(expected, XOR.forward(new float[] {a, b})[0], 1e-6f);
  }

  @Test
  void takesSeveralSamplesInOneCall() {
    assertArrayEquals(new float[] {1, 0}, XOR.forward(new float[] {0, 1, 1, 1}), 1e-6f);
  }
}
