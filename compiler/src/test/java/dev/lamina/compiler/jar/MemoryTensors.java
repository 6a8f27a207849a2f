package dev.lamina.compiler.jar;

import dev.lamina.compiler.layer.Tensor;
import dev.lamina.runtime.DType;
import dev.lamina.runtime.TensorInfo;
import dev.lamina.runtime.TensorSource;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Tensors of a test as the source of raw weights. */
public final class MemoryTensors implements TensorSource {
  private final Map<String, Tensor> tensors;

  public MemoryTensors(Map<String, Tensor> tensors) {
    this.tensors = tensors;
  }

  public RawWeights rawWeights() throws java.io.IOException {
    Map<String, TensorInfo> byName = new LinkedHashMap<>();
    tensors().forEach(tensor -> byName.put(tensor.name(), tensor));
    return RawWeights.of(this, byName);
  }

  @Override
  public String name() {
    return "the test's tensors";
  }

  @Override
  public List<TensorInfo> tensors() {
    return tensors.entrySet().stream().map(e -> info(e.getKey(), e.getValue())).toList();
  }

  private static TensorInfo info(String name, Tensor tensor) {
    List<Long> shape = Arrays.stream(tensor.shape().sizes()).mapToObj(Long::valueOf).toList();
    return new TensorInfo(name, DType.F32, shape);
  }

  @Override
  public void read(TensorInfo tensor, Consumer<ByteBuffer> sink) {
    float[] values = tensors.get(tensor.name()).data();
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    sink.accept(bytes);
  }

  @Override
  public void close() {
    // nothing is open
  }
}
