package dev.lamina.compiler.cli;

import dev.lamina.compiler.io.Npy;
import dev.lamina.compiler.jar.SafeTensorsWriter;
import dev.lamina.compiler.layer.Shape;
import dev.lamina.compiler.layer.Tensor;
import dev.lamina.runtime.DType;
import dev.lamina.runtime.TensorInfo;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Files for the command line's tests. */
record Workspace(Path directory) {
  String write(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text).toString();
  }

  String write(String name, byte... bytes) throws IOException {
    return Files.write(directory.resolve(name), bytes).toString();
  }

  String path(String name) {
    return directory.resolve(name).toString();
  }

  String npy(String name, Tensor tensor) {
    Npy.write(directory.resolve(name), tensor);
    return path(name);
  }

  String safetensors(String name, Map<String, Tensor> tensors) throws IOException {
    List<TensorInfo> infos =
        tensors.entrySet().stream()
            .map(e -> new TensorInfo(e.getKey(), DType.F32, sizes(e.getValue().shape())))
            .toList();
    try (OutputStream out = Files.newOutputStream(directory.resolve(name))) {
      new SafeTensorsWriter(infos, Map.of())
          .write(out, (info, sink) -> sink.accept(bytes(tensors.get(info.name()).data())));
    }
    return path(name);
  }

  static Tensor tensor(int[] shape, double... values) {
    float[] data = new float[values.length];
    for (int i = 0; i < data.length; i++) {
      data[i] = (float) values[i];
    }
    return new Tensor(Shape.of(shape), data);
  }

  private static List<Long> sizes(Shape shape) {
    return Arrays.stream(shape.sizes()).mapToObj(Long::valueOf).toList();
  }

  private static ByteBuffer bytes(float[] data) {
    ByteBuffer buffer =
        ByteBuffer.allocate(data.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    buffer.asFloatBuffer().put(data);
    return buffer;
  }
}
