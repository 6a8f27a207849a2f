package dev.lamina.compiler.syntax;

import dev.lamina.compiler.source.Span;
import java.util.List;

/** What an argument or default can be. */
public sealed interface Value {
  /** The whole value. */
  Span span();

  /** {@code (1, 2)}; one element with a trailing comma is a tuple, too. */
  record Tuple(Span span, List<Expression> elements) implements Value {
    public Tuple {
      elements = List.copyOf(elements);
    }
  }

  /** An expression. */
  record Scalar(Span span, Expression expression) implements Value {}

  /** A string, without its quotes. */
  record Text(Span span, String text) implements Value {}
}
