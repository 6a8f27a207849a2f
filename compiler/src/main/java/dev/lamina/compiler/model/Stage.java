package dev.lamina.compiler.model;

import java.util.List;
import java.util.Optional;

/**
 * A stage of a chain.
 *
 * @param text a layer or reference, as written in {@code .nn}; empty where chains are nested
 * @param nested the chains in it, if there are any
 * @param place the Java call
 */
record Stage(Optional<String> label, String text, Optional<Nested> nested, Place place) {

  static Stage of(String text) {
    return new Stage(Optional.empty(), text, Optional.empty(), Place.ofCaller());
  }

  static Stage of(Nested nested) {
    return new Stage(Optional.empty(), "", Optional.of(nested), Place.ofCaller());
  }

  Stage labelled(String name) {
    return new Stage(Optional.of(name), text, nested, place);
  }

  int depth() {
    return nested.map(n -> 1 + n.depth()).orElse(0);
  }

  /** Chains between brackets. */
  record Nested(String open, List<Chain> chains, String separator, String close) {
    /** As deep as the language goes. */
    private static final int DEEPEST = 200;

    Nested {
      chains = List.copyOf(chains);
      if (chains.stream().anyMatch(Chain::isEmpty)) {
        throw new IllegalArgumentException(
            "a branch or body has no stage; what passes a value on is chain().identity()");
      }
      if (chains.stream().anyMatch(c -> c.depth() >= DEEPEST)) {
        throw new IllegalArgumentException("chains are nested more than " + DEEPEST + " deep");
      }
    }

    int depth() {
      return chains.stream().mapToInt(Chain::depth).max().orElse(0);
    }
  }
}
