package dev.lamina.compiler.plan;

import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.Weight;
import dev.lamina.compiler.layer.Shape;
import dev.lamina.compiler.loop.Kernel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A plan in the making: steps over buffers that have no memory yet. */
final class Draft {
  private final Graph graph;
  private final Target target;
  private final Lowerings lowerings;
  private final List<DraftStep> steps = new ArrayList<>();
  private final Map<PackedWeight, Integer> packed = new LinkedHashMap<>();
  private final List<PackedWeight> requests = new ArrayList<>();
  private final Map<Integer, Operand> bindings = new HashMap<>();
  private final Map<Kernel, Kernel> kernels = new HashMap<>();
  private int storages;

  Draft(Graph graph, Target target, Lowerings lowerings) {
    this.graph = graph;
    this.target = target;
    this.lowerings = lowerings;
  }

  /** A weight and the packing it is wanted in. */
  record PackedWeight(Weight weight, Packing packing) {}

  Graph graph() {
    return graph;
  }

  Target target() {
    return target;
  }

  Lowerings lowerings() {
    return lowerings;
  }

  /** A buffer with storage of its own. */
  Buffer buffer(Shape shape, Layout layout) {
    return Buffer.of(storages++, shape, layout);
  }

  /** The buffer's storage is the caller's memory. */
  void bind(Buffer buffer, Operand operand) {
    bindings.put(buffer.storage(), operand);
  }

  /** Whether the buffer's storage is the caller's memory. */
  boolean isBound(Buffer buffer) {
    return bindings.containsKey(buffer.storage());
  }

  /** The caller's memory that the buffer's storage is. */
  Operand binding(Buffer buffer) {
    return bindings.get(buffer.storage());
  }

  /** How many storages there are; they are numbered from 0. */
  int storages() {
    return storages;
  }

  /** Takes so many storages at once. */
  void skipStorages(int count) {
    storages += count;
  }

  Reference packed(Weight weight, Packing packing) {
    PackedWeight request = new PackedWeight(weight, packing);
    requests.add(request);
    int index = packed.computeIfAbsent(request, w -> packed.size());
    return new Reference.Packed(index);
  }

  /** The kernel, or an equal one that was there before: long networks repeat a few. */
  Kernel shared(Kernel kernel) {
    return kernels.computeIfAbsent(kernel, k -> k);
  }

  void add(DraftStep step) {
    steps.add(step);
  }

  List<DraftStep> steps() {
    return steps;
  }

  /** All that was asked to be packed, one and the same perhaps several times. */
  List<PackedWeight> requests() {
    return requests;
  }

  /** The packed weights, in the order of their indices. */
  List<PackedWeight> packedWeights() {
    return List.copyOf(packed.keySet());
  }
}
