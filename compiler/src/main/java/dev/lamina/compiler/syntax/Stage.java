package dev.lamina.compiler.syntax;

import dev.lamina.compiler.source.Span;
import java.util.Optional;

/** An atom with its label, if it has one. */
public record Stage(Span span, Optional<Name> label, Atom atom) {}
