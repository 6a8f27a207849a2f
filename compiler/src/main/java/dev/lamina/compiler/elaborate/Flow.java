package dev.lamina.compiler.elaborate;

/**
 * What flows between two stages: a node of the graph, nothing at the head of a statement, or {@link
 * #POISON} behind a mistake, which keeps quiet whatever depends on it.
 */
record Flow(int node) {
  static final Flow NOTHING = new Flow(-1);
  static final Flow POISON = new Flow(-2);

  boolean isNode() {
    return node >= 0;
  }
}
