package dev.lamina.compiler.random;

import dev.lamina.compiler.diag.CompilationException;
import dev.lamina.compiler.elaborate.Elaborations;
import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.layer.Shape;
import java.util.Optional;

/** Asks the compiler what it takes. */
final class Frontend {
  private Frontend() {}

  /** The shape of the first result, or nothing if the source is refused. */
  static Optional<Shape> shape(String text) {
    try {
      Graph graph = Elaborations.graph(text);
      return Optional.of(graph.node(graph.outputs().get(0).node()).shape());
    } catch (CompilationException e) {
      return Optional.empty();
    }
  }
}
