package dev.lamina.compiler.plan;

import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.Node;
import java.util.List;

/** Makes kernels for one family of layers. Every one stands in {@link Lowerings}. */
public interface Lowering {
  /**
   * Whether it can compute the node, including all layers fused into it, on the target. The first
   * lowering that accepts a node lowers it.
   */
  boolean accepts(Node node, Graph graph, Target target);

  /** The layouts it can work with, the fastest first. */
  default List<Layouts> layouts(Node node, Graph graph, Target target) {
    return List.of(Layouts.rowMajor(node));
  }

  /**
   * Whether fused layers may be long. Not so where the kernel repeats them for each of many results
   * that it holds in locals: its method would outgrow what the JVM compiles.
   */
  default boolean takesLongEpilogues() {
    return true;
  }

  /**
   * Whether results differ from PyTorch's by the rounding of sums alone, and NaN and infinities
   * travel as there.
   */
  default boolean isExact() {
    return true;
  }

  /** Adds the steps that compute the node. */
  void lower(LoweringContext context);
}
