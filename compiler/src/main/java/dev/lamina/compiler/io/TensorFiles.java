package dev.lamina.compiler.io;

import dev.lamina.compiler.layer.Shape;
import dev.lamina.compiler.layer.Tensor;
import dev.lamina.runtime.TensorInfo;
import dev.lamina.runtime.TensorSource;
import dev.lamina.runtime.WeightsException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The tensors of a safetensors file, in memory. */
public final class TensorFiles {
  private TensorFiles() {}

  /**
   * Reads every tensor.
   *
   * @throws FileException if one does not fit into an array or holds no numbers
   * @throws WeightsException if the file cannot be read or is malformed
   */
  public static Map<String, Tensor> read(Path file) {
    FileAccess.requireFile(file);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    try (TensorSource source = TensorSource.open(file)) {
      for (TensorInfo info : source.tensors()) {
        tensors.put(info.name(), read(file, source, info));
      }
    }
    return tensors;
  }

  private static Tensor read(Path file, TensorSource source, TensorInfo info) {
    if (!info.dtype().readable() || info.elements() > Integer.MAX_VALUE - 8) {
      throw new FileException(
          String.format(
              "%s: the tensor %s of %s elements of type %s cannot be read as floats",
              file, info.name(), info.elements(), info.dtype()));
    }
    int[] sizes = info.shape().stream().mapToInt(Math::toIntExact).toArray();
    return new Tensor(Shape.of(sizes), source.floats(info));
  }
}
