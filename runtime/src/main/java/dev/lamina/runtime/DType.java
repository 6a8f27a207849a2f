package dev.lamina.runtime;

import java.util.Optional;

/** Element types of a safetensors file, by the names they have there. */
public enum DType {
  /** One byte, 0 is false. */
  BOOL(8, Decoding.FLOAT),
  /** Signed byte. */
  I8(8, Decoding.FLOAT),
  /** Unsigned byte. */
  U8(8, Decoding.FLOAT),
  /** Signed 16-bit integer. */
  I16(16, Decoding.FLOAT),
  /** Unsigned 16-bit integer. */
  U16(16, Decoding.FLOAT),
  /** IEEE half precision. */
  F16(16, Decoding.FLOAT),
  /** The upper half of an IEEE single. */
  BF16(16, Decoding.FLOAT),
  /** IEEE single precision. */
  F32(32, Decoding.FLOAT),
  /** Signed 32-bit integer. */
  I32(32, Decoding.DOUBLE),
  /** Unsigned 32-bit integer. */
  U32(32, Decoding.DOUBLE),
  /** IEEE double precision. */
  F64(64, Decoding.DOUBLE),
  /** Signed 64-bit integer. */
  I64(64, Decoding.DOUBLE),
  /** Unsigned 64-bit integer. */
  U64(64, Decoding.DOUBLE),
  /** Complex of two singles. */
  C64(64, Decoding.NONE),
  /** 8-bit float. */
  F8_E5M2(8, Decoding.NONE),
  /** 8-bit float. */
  F8_E4M3(8, Decoding.NONE),
  /** 8-bit scale. */
  F8_E8M0(8, Decoding.NONE),
  /** 8-bit float without negative zero. */
  F8_E4M3FNUZ(8, Decoding.NONE),
  /** 8-bit float without negative zero. */
  F8_E5M2FNUZ(8, Decoding.NONE),
  /** 6-bit float. */
  F6_E2M3(6, Decoding.NONE),
  /** 6-bit float. */
  F6_E3M2(6, Decoding.NONE),
  /** 4-bit float. */
  F4(4, Decoding.NONE);

  private enum Decoding {
    FLOAT,
    DOUBLE,
    NONE
  }

  private final int bits;
  private final Decoding decoding;

  DType(int bits, Decoding decoding) {
    this.bits = bits;
    this.decoding = decoding;
  }

  /** The size of an element. */
  public int bits() {
    return bits;
  }

  /** Whether Lamina can convert its elements to floats. */
  public boolean readable() {
    return decoding != Decoding.NONE;
  }

  /** Whether every value is a float exactly. */
  public boolean fitsFloat() {
    return decoding == Decoding.FLOAT;
  }

  /** The type of that name. */
  static Optional<DType> named(String name) {
    for (DType type : values()) {
      if (type.name().equals(name)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }
}
