package dev.lamina.compiler.plan;

import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.loop.Kernel;
import java.util.List;

/**
 * A {@link Step} before memory is planned.
 *
 * @param node what it computes, or computes a part of
 * @param layers the indices of the graph nodes it computes
 */
record DraftStep(
    Node node,
    List<Integer> layers,
    String algorithm,
    Kernel kernel,
    List<Reference> arrays,
    List<Operand> ints,
    int tile,
    int unitsPerTile,
    long costPerUnit) {
  DraftStep {
    layers = List.copyOf(layers);
    arrays = List.copyOf(arrays);
    ints = List.copyOf(ints);
  }

  /** The same for an equal node. */
  DraftStep with(Node node, List<Integer> layers, List<Reference> arrays) {
    return new DraftStep(
        node, layers, algorithm, kernel, arrays, ints, tile, unitsPerTile, costPerUnit);
  }
}
