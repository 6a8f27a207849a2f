package dev.lamina.compiler.io;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.Optional;

/** An element type of NumPy. */
record NpyType(int size, ByteOrder order, Reader reader) {
  private static final double UNSIGNED_LONG = 0x1p64;

  private static final Map<String, NpyType> TYPES =
      Map.ofEntries(
          Map.entry("f2", type(2, b -> halfToFloat(b.getShort()))),
          Map.entry("f4", type(4, ByteBuffer::getFloat)),
          Map.entry("f8", type(8, b -> (float) b.getDouble())),
          Map.entry("b1", type(1, b -> b.get() == 0 ? 0 : 1)),
          Map.entry("i1", type(1, ByteBuffer::get)),
          Map.entry("u1", type(1, b -> Byte.toUnsignedInt(b.get()))),
          Map.entry("i2", type(2, ByteBuffer::getShort)),
          Map.entry("u2", type(2, b -> Short.toUnsignedInt(b.getShort()))),
          Map.entry("i4", type(4, ByteBuffer::getInt)),
          Map.entry("u4", type(4, b -> Integer.toUnsignedLong(b.getInt()))),
          Map.entry("i8", type(8, ByteBuffer::getLong)),
          Map.entry("u8", type(8, b -> unsigned(b.getLong()))));

  /** Reads one element. */
  @FunctionalInterface
  interface Reader {
    float read(ByteBuffer bytes);
  }

  /** The type of that name, such as {@code f4}. */
  static Optional<NpyType> of(String name, ByteOrder order) {
    return Optional.ofNullable(TYPES.get(name)).map(t -> new NpyType(t.size, order, t.reader));
  }

  float next(ByteBuffer bytes) {
    return reader.read(bytes);
  }

  private static NpyType type(int size, Reader reader) {
    return new NpyType(size, ByteOrder.LITTLE_ENDIAN, reader);
  }

  private static float unsigned(long value) {
    return (float) (value >= 0 ? value : value + UNSIGNED_LONG);
  }

  /** IEEE half precision. */
  private static float halfToFloat(short half) {
    int exponent = half >> 10 & 0x1f;
    int fraction = half & 0x3ff;
    float magnitude;
    if (exponent == 0) {
      magnitude = fraction * 0x1p-24f;
    } else if (exponent == 0x1f) {
      magnitude = fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
    } else {
      magnitude = Float.intBitsToFloat((exponent + 112) << 23 | fraction << 13);
    }
    return half < 0 ? -magnitude : magnitude;
  }
}
