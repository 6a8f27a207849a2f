package dev.lamina.compiler;

import dev.lamina.compiler.layer.Shape;
import dev.lamina.runtime.TensorInfo;
import dev.lamina.runtime.TensorSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The shapes of a weights file's tensors by name, from which left-out sizes are read. */
record TensorShapes(Map<String, Shape> shapes) implements Function<String, Optional<Shape>> {
  static TensorShapes of(TensorSource tensors, String prefix) {
    Map<String, Shape> shapes = new HashMap<>();
    for (TensorInfo tensor : tensors.tensors()) {
      String name = tensor.name();
      String stripped = name.startsWith(prefix) ? name.substring(prefix.length()) : name;
      if (tensor.shape().stream().allMatch(size -> size <= Integer.MAX_VALUE)) {
        int[] sizes = tensor.shape().stream().mapToInt(Long::intValue).toArray();
        shapes.put(stripped, Shape.of(sizes));
      }
    }
    return new TensorShapes(Map.copyOf(shapes));
  }

  @Override
  public Optional<Shape> apply(String name) {
    return Optional.ofNullable(shapes.get(name));
  }
}
