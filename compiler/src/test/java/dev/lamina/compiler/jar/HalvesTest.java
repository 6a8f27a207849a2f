package dev.lamina.compiler.jar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.runtime.DType;
import dev.lamina.runtime.Decoder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HalvesTest {
  private static final Decoder DECODER = new Decoder();

  private static float decoded(short half, DType type) {
    ByteBuffer bytes = ByteBuffer.allocate(2).order(ByteOrder.LITTLE_ENDIAN).putShort(half).flip();
    return DECODER.floats(bytes, type)[0];
  }

  private static short encoded(float value, DType type) {
    return type == DType.F16 ? Halves.ieee(value) : Halves.brain(value);
  }

  /** What the runtime reads is written again as it was, NaN as some NaN. */
  @Test
  void keepsEveryHalf() {
    for (DType type : new DType[] {DType.F16, DType.BF16}) {
      for (int bits = 0; bits < 1 << 16; bits++) {
        float value = decoded((short) bits, type);
        short again = encoded(value, type);
        if (Float.isNaN(value)) {
          assertTrue(Float.isNaN(decoded(again, type)));
        } else {
          assertEquals((short) bits, again, type + " " + value);
        }
      }
    }
  }

  /** Between two neighbours the nearer one is taken, in the middle the even one. */
  @Test
  void roundsToTheNearestEven() {
    for (DType type : new DType[] {DType.F16, DType.BF16}) {
      int infinity = type == DType.F16 ? 0x7c00 : 0x7f80;
      Random random = new Random(5);
      for (int bits = 0; bits + 1 < infinity; bits++) {
        double low = decoded((short) bits, type);
        double high = decoded((short) (bits + 1), type);
        double middle = (low + high) / 2;
        int even = bits % 2 == 0 ? bits : bits + 1;
        assertEquals((short) even, encoded((float) middle, type), type + " " + middle);
        float between = (float) (low + (high - low) * random.nextDouble());
        if (between != middle) {
          int nearest = between < middle ? bits : bits + 1;
          assertEquals((short) nearest, encoded(between, type), type + " " + between);
          assertEquals((short) (nearest | 0x8000), encoded(-between, type));
        }
      }
    }
  }

  @Test
  void overflowsToInfinity() {
    assertEquals((short) 0x7c00, Halves.ieee(65520f));
    assertEquals((short) 0x7bff, Halves.ieee(Math.nextDown(65520f)));
    assertEquals((short) 0x7f80, Halves.brain(Float.MAX_VALUE));
  }
}
