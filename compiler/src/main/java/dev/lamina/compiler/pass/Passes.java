package dev.lamina.compiler.pass;

import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.GraphVerifier;
import java.util.List;

/** Every pass, in the order in which they run. */
public final class Passes {
  /** All of them; a new one adds its line here. */
  public static final List<Pass> ALL =
      List.of(
          new RemoveNoOps(),
          new FoldNormalize(),
          new FoldBatchNorm(),
          new BatchNormToAffine(),
          new HalveClamped(),
          new FuseElementwise(),
          new FusePooling(),
          new RemoveUnused());

  private Passes() {}

  /** The names of all passes, in the order in which they run. */
  public static List<String> names() {
    return ALL.stream().map(Pass::name).toList();
  }

  /**
   * The graph after the passes that the options leave on, verified after each.
   *
   * @throws IllegalStateException if a pass breaks the graph; the message starts with its name
   */
  public static Graph apply(Graph graph, PassOptions options) {
    Graph result = graph;
    for (Pass pass : ALL) {
      if (!options.off().contains(pass.name()) && (pass.isExact() || !options.exact())) {
        result = apply(pass, result);
      }
    }
    return result;
  }

  private static Graph apply(Pass pass, Graph graph) {
    try {
      Graph result = pass.apply(graph);
      GraphVerifier.verify(result);
      return result;
    } catch (RuntimeException e) {
      throw new IllegalStateException(pass.name() + ": " + e.getMessage(), e);
    }
  }
}
