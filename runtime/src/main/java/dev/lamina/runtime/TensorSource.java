package dev.lamina.runtime;

import java.io.Closeable;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/** Where raw tensors come from: a weights file, or anything else that can name and produce them. */
public interface TensorSource extends Closeable {
  /**
   * Opens a {@code .safetensors} file, or the {@code .index.json} of a sharded one. What is unsafe
   * is refused.
   *
   * @throws WeightsException if it cannot be read or is malformed
   */
  static TensorSource open(Path file) {
    boolean index = file.toString().toLowerCase(Locale.ROOT).endsWith(".json");
    return index ? ShardedTensors.open(file) : TensorStream.open(file);
  }

  /** What messages call it: the file. */
  String name();

  /** The tensors, in the order in which reading them is cheapest. */
  List<TensorInfo> tensors();

  /**
   * Reads a tensor's bytes, row-major and little-endian, chunk by chunk.
   *
   * @param sink takes the bytes of whole elements, from the position to the limit of a buffer that
   *     is reused
   * @throws WeightsException if they cannot be read
   */
  void read(TensorInfo tensor, Consumer<ByteBuffer> sink);

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
}
