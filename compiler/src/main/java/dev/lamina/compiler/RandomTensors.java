package dev.lamina.compiler;

import dev.lamina.compiler.layer.Parameter;
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

/** Weights as PyTorch initialises them, from a seed. */
final class RandomTensors implements TensorSource {
  private static final int CHUNK = 1 << 14;
  private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

  private final Map<String, Parameter> parameters;
  private final long seed;

  RandomTensors(Map<String, Parameter> parameters, long seed) {
    this.parameters = parameters;
    this.seed = seed;
  }

  @Override
  public String name() {
    return "random weights";
  }

  @Override
  public List<TensorInfo> tensors() {
    return List.copyOf(byName().values());
  }

  /** Every tensor, in the network's order. */
  Map<String, TensorInfo> byName() {
    Map<String, TensorInfo> tensors = new LinkedHashMap<>();
    parameters.forEach((name, p) -> tensors.put(name, info(name, p)));
    return tensors;
  }

  private static TensorInfo info(String name, Parameter parameter) {
    List<Long> sizes = Arrays.stream(parameter.shape().sizes()).mapToObj(Long::valueOf).toList();
    return new TensorInfo(name, DType.F32, sizes);
  }

  @Override
  public void read(TensorInfo tensor, Consumer<ByteBuffer> sink) {
    Values values = new Values(parameters.get(tensor.name()).init(), seed ^ hash(tensor.name()));
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (long left = tensor.elements(); left > 0; left -= CHUNK) {
      chunk.clear();
      for (int i = 0; i < Math.min(left, CHUNK); i++) {
        chunk.putFloat(values.next());
      }
      sink.accept(chunk.flip());
    }
  }

  /** Spreads names over seeds. */
  private static long hash(String name) {
    long hash = 0;
    for (int i = 0; i < name.length(); i++) {
      hash = mix(hash + name.charAt(i) + GOLDEN_GAMMA);
    }
    return hash;
  }

  /** SplitMix64's finaliser. */
  private static long mix(long bits) {
    long z = (bits ^ bits >>> 30) * 0xbf58476d1ce4e5b9L;
    z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
    return z ^ z >>> 31;
  }

  @Override
  public void close() {
    // nothing is open
  }

  private static final class Values {
    private final Parameter.Init init;
    private long state;

    Values(Parameter.Init init, long seed) {
      this.init = init;
      this.state = seed;
    }

    float next() {
      if (init instanceof Parameter.Init.Uniform uniform) {
        state += GOLDEN_GAMMA;
        double unit = (mix(state) >>> 11) * 0x1p-53;
        return (float) ((2 * unit - 1) * uniform.bound());
      }
      if (init instanceof Parameter.Init.Fill fill) {
        return (float) fill.value();
      }
      throw new IllegalStateException("constants are no parameters");
    }
  }
}
