package dev.lamina.compiler.jar;

/** Floats rounded to 16 bits, to the nearest, halfway cases to the even one. */
final class Halves {
  /** The smallest float that is normal as a half: 2^-14. */
  private static final int SMALLEST_NORMAL = 0x38800000;

  /** From 65520 on, the nearest half is infinite. */
  private static final int OVERFLOW = 0x477ff000;

  private Halves() {}

  /** As bfloat16. */
  static short brain(float value) {
    int bits = Float.floatToRawIntBits(value);
    if (Float.isNaN(value)) {
      return (short) ((bits >>> 16) | 0x40);
    }
    return (short) ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16);
  }

  /** As IEEE half precision. */
  static short ieee(float value) {
    int bits = Float.floatToRawIntBits(value);
    int sign = (bits >>> 16) & 0x8000;
    int size = bits & Integer.MAX_VALUE;
    if (Float.isNaN(value)) {
      return (short) (sign | 0x7e00);
    }
    if (size >= OVERFLOW) {
      return (short) (sign | 0x7c00);
    }
    if (size < SMALLEST_NORMAL) {
      return (short) (sign | (int) Math.rint(Math.abs((double) value) * 0x1p24));
    }
    int rounded = size + 0xfff + ((size >>> 13) & 1);
    return (short) (sign | ((rounded - 0x38000000) >>> 13));
  }
}
