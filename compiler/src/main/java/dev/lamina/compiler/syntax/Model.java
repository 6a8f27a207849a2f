package dev.lamina.compiler.syntax;

import dev.lamina.compiler.source.Source;
import java.util.List;

/** A parsed {@code .nn} file: its statements in the order written. */
public record Model(Source source, List<Statement> statements) {
  public Model {
    statements = List.copyOf(statements);
  }
}
