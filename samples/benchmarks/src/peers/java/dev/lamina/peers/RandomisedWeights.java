package dev.lamina.peers;

import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.layer.Parameter;
import dev.lamina.runtime.DType;
import dev.lamina.runtime.SafeTensorsWriter;
import dev.lamina.runtime.TensorInfo;
import dev.lamina.runtime.TensorSource.ByteSink;
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

/**
 * Weights under which the output of a deep network depends on its input, unlike those of torch's
 * initialisation: normal, divided by the root of the fan-in; vectors around 0.1; variances from 0.3
 * to 1.3.
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

  private void read(TensorInfo tensor, ByteSink sink) {
    SplittableRandom random = new SplittableRandom(seed * 31 + tensor.name().hashCode());
    double fanIn = (double) tensor.elements() / tensor.shape().get(0);
    boolean variance = tensor.name().endsWith("running_var");
    boolean matrix = parameters.get(tensor.name()).shape().rank() >= 2;
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (long left = tensor.elements(); left > 0; left -= CHUNK) {
      chunk.clear();
      for (int i = 0; i < Math.min(left, CHUNK); i++) {
        chunk.putFloat(
            (float)
                (variance
                    ? random.nextDouble() + 0.3
                    : matrix
                        ? random.nextGaussian() / Math.sqrt(fanIn)
                        : random.nextGaussian() * 0.5 + 0.1));
      }
      sink.accept(chunk.flip());
    }
  }
}
