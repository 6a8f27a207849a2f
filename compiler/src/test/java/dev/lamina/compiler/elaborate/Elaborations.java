package dev.lamina.compiler.elaborate;

import dev.lamina.compiler.diag.CompilationException;
import dev.lamina.compiler.diag.DiagnosticRenderer;
import dev.lamina.compiler.diag.Diagnostics;
import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.GraphVerifier;
import dev.lamina.compiler.source.Source;
import dev.lamina.compiler.syntax.Model;
import dev.lamina.compiler.syntax.Parser;

/** From text to a verified graph, or to the text of the diagnostics. */
public final class Elaborations {
  private Elaborations() {}

  /** The graph of {@code text}. */
  public static Graph graph(String text) {
    return graph(text, ElaborationOptions.none());
  }

  /** The graph of {@code text}. */
  public static Graph graph(String text, ElaborationOptions options) {
    return graph(Source.ofText("test.nn", text), options, new Diagnostics());
  }

  /** The graph of {@code source}. */
  public static Graph graph(Source source, ElaborationOptions options, Diagnostics log) {
    Model model = Parser.parse(source, log);
    log.throwIfErrors();
    Graph graph = Elaborator.elaborate(model, options, log);
    GraphVerifier.verify(graph);
    return graph;
  }

  /** Every diagnostic for {@code source}, as shown to the user. */
  public static String diagnostics(Source source, ElaborationOptions options) {
    Diagnostics log = new Diagnostics();
    try {
      graph(source, options, log);
      return DiagnosticRenderer.render(log.all());
    } catch (CompilationException e) {
      return e.getMessage();
    }
  }
}
