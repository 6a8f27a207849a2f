package dev.lamina.compiler.syntax;

import dev.lamina.compiler.source.Span;

/** Arithmetic in arguments. */
public sealed interface Expression {
  /** The whole expression. */
  Span span();

  /** A number as written: {@code 12}, {@code 0.5}, {@code 1e-5}. */
  record Literal(Span span, String text) implements Expression {}

  /** A parameter, {@code channels}, or a word that an argument takes. */
  record Reference(Span span, String name) implements Expression {}

  /** Unary minus. */
  record Negate(Span span, Expression operand) implements Expression {}

  /** {@code left symbol right}; {@code symbol} is one of {@code + - * / %}. */
  record Binary(Span span, char symbol, Expression left, Expression right) implements Expression {}
}
