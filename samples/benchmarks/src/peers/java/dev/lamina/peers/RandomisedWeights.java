package dev.lamina.peers;

import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.jar.SafeTensorsWriter;
import dev.lamina.compiler.layer.Parameter;
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
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;

/**
 * Weights under which the output of a deep network depends on its input, unlike those of torch's
 * initialisation: matrices and kernels keep the variance from layer to layer (He et al., 2015),
 * vectors are small, the factors of norms around 1 and their variances from 0.5 to 1.5.
 */
final class RandomisedWeights {
  private static final int CHUNK = 1 << 14;

  private final Map<String, Parameter> parameters;
  private final long seed;

  private RandomisedWeights(Map<String, Parameter> parameters, long seed) {
    this.parameters = parameters;
    this.seed = seed;
  }

  /** Writes all that {@code graph} needs to {@code file}; the same for the same seed. */
  static void write(Graph graph, long seed, Path file) throws IOException {
    RandomisedWeights weights = new RandomisedWeights(graph.rawParameters(), seed);
    List<TensorInfo> tensors =
        graph.rawParameters().entrySet().stream()
            .map(e -> new TensorInfo(e.getKey(), DType.F32, sizes(e.getValue())))
            .toList();
    try (OutputStream out = Files.newOutputStream(file)) {
      new SafeTensorsWriter(tensors, Map.of()).write(out, weights::read);
    }
  }

  private static List<Long> sizes(Parameter parameter) {
    return Arrays.stream(parameter.shape().sizes()).mapToObj(Long::valueOf).toList();
  }

  private void read(TensorInfo tensor, Consumer<ByteBuffer> sink) {
    SplittableRandom random = new SplittableRandom(seed * 31 + tensor.name().hashCode());
    DoubleSupplier values = values(tensor, random);
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (long left = tensor.elements(); left > 0; left -= CHUNK) {
      chunk.clear();
      for (int i = 0; i < Math.min(left, CHUNK); i++) {
        chunk.putFloat((float) values.getAsDouble());
      }
      sink.accept(chunk.flip());
    }
  }

  private DoubleSupplier values(TensorInfo tensor, SplittableRandom random) {
    Parameter parameter = parameters.get(tensor.name());
    if (parameter.shape().rank() >= 2) {
      double deviation = Math.sqrt(2.0 * parameter.shape().size(0) / parameter.shape().elements());
      return () -> random.nextGaussian() * deviation;
    } else if (tensor.name().endsWith("running_var")) {
      return () -> random.nextDouble() + 0.5;
    } else if (parameter.init() instanceof Parameter.Init.Fill fill) {
      return () -> fill.value() + random.nextGaussian() * 0.1;
    }
    return () -> random.nextGaussian() * 0.1;
  }
}
