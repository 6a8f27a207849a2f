package dev.lamina.runtime;

import java.nio.file.Path;
import java.util.Locale;

/** Opens safetensors files. A file is checked when it is opened; what is unsafe is refused. */
public final class SafeTensors {
  private SafeTensors() {}

  /**
   * Opens a {@code .safetensors} file, or the {@code .index.json} of a sharded one.
   *
   * @throws WeightsException if it cannot be read or is malformed
   */
  public static TensorSource open(Path file) {
    boolean index = file.toString().toLowerCase(Locale.ROOT).endsWith(".json");
    return index ? ShardedTensors.open(file) : TensorStream.open(file);
  }
}
