package dev.lamina.runtime;

import java.io.Closeable;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** Where raw tensors come from: a weights file, or anything else that can name and produce them. */
public interface TensorSource extends Closeable {
  /** What messages call it: the file. */
  String name();

  /** The tensors, in the order in which reading them is cheapest. */
  List<TensorInfo> tensors();

  /**
   * Reads a tensor's bytes, row-major and little-endian, chunk by chunk.
   *
   * @throws WeightsException if they cannot be read
   */
  void read(TensorInfo tensor, ByteSink sink);

  @Override
  void close();

  /** The tensor of that name. */
  default Optional<TensorInfo> find(String tensor) {
    return tensors().stream().filter(info -> info.name().equals(tensor)).findFirst();
  }

  /** Reads a tensor's values as floats, rounded where they do not fit, chunk by chunk. */
  default void readFloats(TensorInfo tensor, FloatSink sink) {
    new Decoder().floats(this, tensor, sink);
  }

  /** Reads a tensor's values as doubles, chunk by chunk. */
  default void readDoubles(TensorInfo tensor, DoubleSink sink) {
    new Decoder().doubles(this, tensor, sink);
  }

  /** All of a tensor's values. */
  default float[] floats(TensorInfo tensor) {
    return Decoder.allFloats(this, tensor);
  }

  /** All of a tensor's values. */
  default double[] doubles(TensorInfo tensor) {
    return Decoder.allDoubles(this, tensor);
  }

  /** Takes the bytes of whole elements, from the position to the limit, in little-endian order. */
  @FunctionalInterface
  interface ByteSink {
    /** Takes a chunk; the buffer is reused. */
    void accept(ByteBuffer chunk);
  }

  /** Takes values. */
  @FunctionalInterface
  interface FloatSink {
    /** Takes the first {@code count} of {@code values}; the array is reused. */
    void accept(float[] values, int count);
  }

  /** Takes values. */
  @FunctionalInterface
  interface DoubleSink {
    /** Takes the first {@code count} of {@code values}; the array is reused. */
    void accept(double[] values, int count);
  }
}
