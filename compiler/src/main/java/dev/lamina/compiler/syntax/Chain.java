package dev.lamina.compiler.syntax;

import dev.lamina.compiler.source.Span;
import java.util.List;

/** {@code stage -> stage -> ...}; at least one stage. */
public record Chain(Span span, List<Stage> stages) {
  public Chain {
    stages = List.copyOf(stages);
  }
}
