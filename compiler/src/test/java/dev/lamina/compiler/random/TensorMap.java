package dev.lamina.compiler.random;

import dev.lamina.compiler.layer.Tensor;
import dev.lamina.runtime.DType;
import dev.lamina.runtime.TensorInfo;
import dev.lamina.runtime.TensorSource;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Weights in memory. */
record TensorMap(Map<String, Tensor> weights) implements TensorSource {
  TensorMap {
    weights = new TreeMap<>(weights);
  }

  @Override
  public String name() {
    return "random weights";
  }

  @Override
  public List<TensorInfo> tensors() {
    return weights.entrySet().stream()
        .map(e -> new TensorInfo(e.getKey(), DType.F32, sizes(e.getValue())))
        .toList();
  }

  private static List<Long> sizes(Tensor tensor) {
    return Arrays.stream(tensor.shape().sizes()).mapToObj(Long::valueOf).toList();
  }

  @Override
  public void read(TensorInfo tensor, ByteSink sink) {
    float[] data = weights.get(tensor.name()).data();
    ByteBuffer bytes = ByteBuffer.allocate(data.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(data);
    sink.accept(bytes);
  }

  @Override
  public void close() {}
}
