package dev.lamina.runtime;

import java.nio.ByteBuffer;

/** Converts the bytes of tensors to floats or doubles; keeps its buffers from tensor to tensor. */
public final class Decoder {
  /** The types that can be converted, for messages. */
  static final String READABLE = "F32, F16, BF16, F64, an integer type or BOOL";

  private float[] floats = new float[0];
  private double[] doubles = new double[0];

  /** With buffers yet to be made. */
  public Decoder() {}

  /** How many elements those bytes are. */
  public static int count(ByteBuffer chunk, DType dtype) {
    return chunk.remaining() / (dtype.bits() / 8);
  }

  /** The chunk's elements as floats, in an array that is reused. */
  public float[] floats(ByteBuffer chunk, DType dtype) {
    int count = count(chunk, dtype);
    if (floats.length < count) {
      floats = new float[count];
    }
    decode(chunk, dtype, floats, 0, count);
    return floats;
  }

  /** The chunk's elements as doubles, in an array that is reused. */
  double[] doubles(ByteBuffer chunk, DType dtype) {
    int count = count(chunk, dtype);
    if (doubles.length < count) {
      doubles = new double[count];
    }
    decode(chunk, dtype, doubles, 0, count);
    return doubles;
  }

  static float[] allFloats(TensorSource source, TensorInfo tensor) {
    requireReadable(source, tensor);
    float[] all = new float[size(source, tensor)];
    int[] position = {0};
    source.read(
        tensor,
        chunk -> {
          int count = count(chunk, tensor.dtype());
          decode(chunk, tensor.dtype(), all, position[0], count);
          position[0] += count;
        });
    return all;
  }

  static double[] allDoubles(TensorSource source, TensorInfo tensor) {
    requireReadable(source, tensor);
    double[] all = new double[size(source, tensor)];
    int[] position = {0};
    source.read(
        tensor,
        chunk -> {
          int count = count(chunk, tensor.dtype());
          decode(chunk, tensor.dtype(), all, position[0], count);
          position[0] += count;
        });
    return all;
  }

  private static int size(TensorSource source, TensorInfo tensor) {
    long elements = tensor.elements();
    if (elements > Integer.MAX_VALUE - 8) {
      throw new WeightsException(
          String.format(
              "%s: tensor %s of shape %s has more values than a Java array can hold",
              source.name(), Text.quote(tensor.name()), Text.shape(tensor.shape())));
    }
    return (int) elements;
  }

  /** Refuses a tensor whose elements Lamina cannot convert. */
  static void requireReadable(TensorSource source, TensorInfo tensor) {
    if (!tensor.dtype().readable()) {
      throw new WeightsException(
          String.format(
              "%s: tensor %s has dtype %s, which Lamina does not read; expected %s (in Python:"
                  + " tensor.float())",
              source.name(), Text.quote(tensor.name()), tensor.dtype(), READABLE));
    }
  }

  private static void decode(ByteBuffer bytes, DType dtype, float[] values, int to, int count) {
    if (dtype == DType.F32) {
      bytes.asFloatBuffer().get(values, to, count);
    } else if (dtype == DType.F16) {
      for (int i = 0; i < count; i++) {
        values[to + i] = half(bytes.getShort(bytes.position() + 2 * i));
      }
    } else if (dtype == DType.BF16) {
      for (int i = 0; i < count; i++) {
        values[to + i] = brain(bytes.getShort(bytes.position() + 2 * i));
      }
    } else if (dtype == DType.I64) {
      for (int i = 0; i < count; i++) {
        values[to + i] = bytes.getLong(bytes.position() + 8 * i);
      }
    } else {
      for (int i = 0; i < count; i++) {
        values[to + i] = (float) element(bytes, dtype, i);
      }
    }
  }

  private static void decode(ByteBuffer bytes, DType dtype, double[] values, int to, int count) {
    if (dtype == DType.F32) {
      for (int i = 0; i < count; i++) {
        values[to + i] = bytes.getFloat(bytes.position() + 4 * i);
      }
    } else {
      for (int i = 0; i < count; i++) {
        values[to + i] = element(bytes, dtype, i);
      }
    }
  }

  private static double element(ByteBuffer bytes, DType dtype, int index) {
    int at = bytes.position() + index * (dtype.bits() / 8);
    switch (dtype.bits()) {
      case 8 -> {
        byte small = bytes.get(at);
        if (dtype == DType.BOOL) {
          return small == 0 ? 0 : 1;
        }
        return dtype == DType.U8 ? Byte.toUnsignedInt(small) : small;
      }
      case 16 -> {
        short half = bytes.getShort(at);
        if (dtype == DType.F16 || dtype == DType.BF16) {
          return dtype == DType.F16 ? half(half) : brain(half);
        }
        return dtype == DType.U16 ? Short.toUnsignedInt(half) : half;
      }
      case 32 -> {
        int word = bytes.getInt(at);
        if (dtype == DType.F32) {
          return Float.intBitsToFloat(word);
        }
        return dtype == DType.U32 ? Integer.toUnsignedLong(word) : word;
      }
      default -> {
        long wide = bytes.getLong(at);
        if (dtype == DType.F64) {
          return Double.longBitsToDouble(wide);
        }
        return dtype == DType.U64 ? unsigned(wide) : wide;
      }
    }
  }

  /** An unsigned 64-bit integer as the nearest double. */
  private static double unsigned(long value) {
    if (value >= 0) {
      return value;
    }
    return ((value >>> 1) | (value & 1)) * 2.0;
  }

  /** The upper half of an IEEE single. */
  private static float brain(short bits) {
    return Float.intBitsToFloat(bits << 16);
  }

  /** An IEEE half, exactly. */
  static float half(short bits) {
    int sign = (bits & 0x8000) << 16;
    int exponent = (bits >> 10) & 0x1f;
    int fraction = bits & 0x3ff;
    if (exponent == 0) {
      float magnitude = fraction * 0x1p-24f;
      return sign == 0 ? magnitude : -magnitude;
    }
    int wide = exponent == 0x1f ? 0xff : exponent + 112;
    return Float.intBitsToFloat(sign | wide << 23 | fraction << 13);
  }
}
