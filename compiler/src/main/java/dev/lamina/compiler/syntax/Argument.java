package dev.lamina.compiler.syntax;

import dev.lamina.compiler.source.Span;
import java.util.Optional;

/** {@code value} or {@code name=value}. */
public record Argument(Span span, Optional<Name> name, Value value) {}
