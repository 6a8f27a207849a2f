package dev.lamina.runtime;

import java.nio.ByteBuffer;

/** Converts the bytes of tensors to floats or doubles; keeps its buffers from tensor to tensor. */
final class Decoder {
  private float[] floats = new float[0];
  private double[] doubles = new double[0];

  void floats(TensorSource source, TensorInfo tensor, TensorSource.FloatSink sink) {
    requireReadable(source, tensor);
    source.read(
        tensor,
        chunk -> {
          int count = chunk.remaining() / (tensor.dtype().bits() / 8);
          if (floats.length < count) {
            floats = new float[count];
          }
          decode(chunk, tensor.dtype(), floats, count);
          sink.accept(floats, count);
        });
  }

  void doubles(TensorSource source, TensorInfo tensor, TensorSource.DoubleSink sink) {
    requireReadable(source, tensor);
    source.read(
        tensor,
        chunk -> {
          int count = chunk.remaining() / (tensor.dtype().bits() / 8);
          if (doubles.length < count) {
            doubles = new double[count];
          }
          decode(chunk, tensor.dtype(), doubles, count);
          sink.accept(doubles, count);
        });
  }

  static float[] allFloats(TensorSource source, TensorInfo tensor) {
    float[] all = new float[size(source, tensor)];
    int[] position = {0};
    new Decoder()
        .floats(
            source,
            tensor,
            (values, count) -> {
              System.arraycopy(values, 0, all, position[0], count);
              position[0] += count;
            });
    return all;
  }

  static double[] allDoubles(TensorSource source, TensorInfo tensor) {
    double[] all = new double[size(source, tensor)];
    int[] position = {0};
    new Decoder()
        .doubles(
            source,
            tensor,
            (values, count) -> {
              System.arraycopy(values, 0, all, position[0], count);
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

  private static void requireReadable(TensorSource source, TensorInfo tensor) {
    if (!tensor.dtype().readable()) {
      throw new WeightsException(
          String.format(
              "%s: tensor %s has dtype %s, which Lamina does not read; expected F32, F16, BF16,"
                  + " F64, an integer type or BOOL (in Python: tensor.float())",
              source.name(), Text.quote(tensor.name()), tensor.dtype()));
    }
  }

  private static void decode(ByteBuffer bytes, DType dtype, float[] values, int count) {
    int at = bytes.position();
    switch (dtype) {
      case F32 -> bytes.asFloatBuffer().get(values, 0, count);
      case F16 -> {
        for (int i = 0; i < count; i++) {
          values[i] = half(bytes.getShort(at + 2 * i));
        }
      }
      case BF16 -> {
        for (int i = 0; i < count; i++) {
          values[i] = Float.intBitsToFloat(bytes.getShort(at + 2 * i) << 16);
        }
      }
      case F64 -> {
        for (int i = 0; i < count; i++) {
          values[i] = (float) bytes.getDouble(at + 8 * i);
        }
      }
      case I32 -> {
        for (int i = 0; i < count; i++) {
          values[i] = bytes.getInt(at + 4 * i);
        }
      }
      case I64 -> {
        for (int i = 0; i < count; i++) {
          values[i] = bytes.getLong(at + 8 * i);
        }
      }
      default -> {
        for (int i = 0; i < count; i++) {
          values[i] = (float) element(bytes, dtype, i);
        }
      }
    }
  }

  private static void decode(ByteBuffer bytes, DType dtype, double[] values, int count) {
    if (dtype == DType.F32) {
      int at = bytes.position();
      for (int i = 0; i < count; i++) {
        values[i] = bytes.getFloat(at + 4 * i);
      }
    } else {
      for (int i = 0; i < count; i++) {
        values[i] = element(bytes, dtype, i);
      }
    }
  }

  private static double element(ByteBuffer bytes, DType dtype, int index) {
    int at = bytes.position() + index * (dtype.bits() / 8);
    return switch (dtype) {
      case BOOL -> bytes.get(at) == 0 ? 0 : 1;
      case I8 -> bytes.get(at);
      case U8 -> Byte.toUnsignedInt(bytes.get(at));
      case I16 -> bytes.getShort(at);
      case U16 -> Short.toUnsignedInt(bytes.getShort(at));
      case F16 -> half(bytes.getShort(at));
      case BF16 -> Float.intBitsToFloat(bytes.getShort(at) << 16);
      case F32 -> bytes.getFloat(at);
      case I32 -> bytes.getInt(at);
      case U32 -> Integer.toUnsignedLong(bytes.getInt(at));
      case F64 -> bytes.getDouble(at);
      case I64 -> bytes.getLong(at);
      case U64 -> unsigned(bytes.getLong(at));
      default -> throw new IllegalArgumentException(dtype.name());
    };
  }

  /** An unsigned 64-bit integer as the nearest double. */
  private static double unsigned(long value) {
    if (value >= 0) {
      return value;
    }
    return ((value >>> 1) | (value & 1)) * 2.0;
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
