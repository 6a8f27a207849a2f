package dev.lamina.compiler.syntax;

import dev.lamina.compiler.source.Span;

/** A name where it is written; {@code quoted} where it was a string. */
public record Name(Span span, String text, boolean quoted) {}
