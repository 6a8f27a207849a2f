package dev.lamina.runtime;

/**
 * Element types of a safetensors file, by the names they have there; those that Lamina reads first.
 */
public enum DType {
  /** One byte, 0 is false. */
  BOOL(8),
  /** Signed byte. */
  I8(8),
  /** Unsigned byte. */
  U8(8),
  /** Signed 16-bit integer. */
  I16(16),
  /** Unsigned 16-bit integer. */
  U16(16),
  /** IEEE half precision. */
  F16(16),
  /** The upper half of an IEEE single. */
  BF16(16),
  /** IEEE single precision. */
  F32(32),
  /** Signed 32-bit integer. */
  I32(32),
  /** Unsigned 32-bit integer. */
  U32(32),
  /** IEEE double precision. */
  F64(64),
  /** Signed 64-bit integer. */
  I64(64),
  /** Unsigned 64-bit integer. */
  U64(64),
  /** Complex of two singles. */
  C64(64),
  /** 8-bit float. */
  F8_E5M2(8),
  /** 8-bit float. */
  F8_E4M3(8),
  /** 8-bit scale. */
  F8_E8M0(8),
  /** 8-bit float without negative zero. */
  F8_E4M3FNUZ(8),
  /** 8-bit float without negative zero. */
  F8_E5M2FNUZ(8),
  /** 6-bit float. */
  F6_E2M3(6),
  /** 6-bit float. */
  F6_E3M2(6),
  /** 4-bit float. */
  F4(4);

  private final int bits;

  DType(int bits) {
    this.bits = bits;
  }

  /** The size of an element. */
  public int bits() {
    return bits;
  }

  /** Whether Lamina can convert its elements to floats. */
  public boolean readable() {
    return compareTo(U64) <= 0;
  }

  /** The type of that name, or null. */
  static DType named(String name) {
    for (DType type : values()) {
      if (type.name().equals(name)) {
        return type;
      }
    }
    return null;
  }
}
