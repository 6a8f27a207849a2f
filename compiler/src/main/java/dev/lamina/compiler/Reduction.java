package dev.lamina.compiler;

import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.jar.RawWeights;
import dev.lamina.compiler.jar.ReducedTensors;
import dev.lamina.compiler.pass.ChannelScales;
import dev.lamina.runtime.Descriptor;
import dev.lamina.runtime.TensorInfo;
import dev.lamina.runtime.TensorSource;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * Which tensors a jar stores with fewer bits.
 *
 * @param type how
 * @param dims the dimension of output channels of each of them
 */
record Reduction(WeightsType type, Map<String, Integer> dims) {
  static final Reduction NONE = new Reduction(WeightsType.F32, Map.of());

  /** That of a network. */
  static Reduction of(WeightsType type, Graph graph) {
    return type == WeightsType.F32 ? NONE : new Reduction(type, ChannelScales.dims(graph));
  }

  boolean reduces() {
    return !dims.isEmpty();
  }

  private boolean scales() {
    return type == WeightsType.INT8;
  }

  /** The graph after all passes, which takes the reduced tensors. */
  Graph apply(Graph optimised) {
    return scales() ? ChannelScales.apply(optimised, dims) : optimised;
  }

  /** The tensors that go into the jar. */
  RawWeights raw(TensorSource source, Map<String, TensorInfo> tensors) throws IOException {
    if (!reduces()) {
      return RawWeights.of(source, tensors);
    }
    ReducedTensors reduced = new ReducedTensors(source, type.stored(), ChannelScales.SUFFIX);
    return RawWeights.of(reduced, reduced.reduce(tensors, dims));
  }

  /** The tensors that the class takes beside the network's own. */
  List<Descriptor.Tensor> scales(Graph graph) {
    return scales()
        ? dims.entrySet().stream().map(e -> scale(graph, e.getKey(), e.getValue())).toList()
        : List.of();
  }

  private static Descriptor.Tensor scale(Graph graph, String name, int dim) {
    int channels = graph.rawParameters().get(name).shape().size(dim);
    return new Descriptor.Tensor(name + ChannelScales.SUFFIX, List.of(channels));
  }
}
