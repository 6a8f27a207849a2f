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
    for (TensorInfo info : tensors()) {
      if (info.name().equals(tensor)) {
        return Optional.of(info);
      }
    }
    return Optional.empty();
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
}
