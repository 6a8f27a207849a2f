package dev.lamina.compiler.pass;

import dev.lamina.compiler.graph.Graph;

/** A rewriting of graphs that keeps what they compute, but for rounding. */
public interface Pass {
  /** Its name, by which it can be switched off: {@code fold-batch-norm}. */
  String name();

  /**
   * Whether it changes nothing but when and where a result is computed: roundings may differ, but
   * NaN and infinities travel as before.
   */
  boolean isExact();

  /** The graph rewritten; the same one where there is nothing to do. */
  Graph apply(Graph graph);
}
