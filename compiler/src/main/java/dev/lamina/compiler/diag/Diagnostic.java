package dev.lamina.compiler.diag;

import dev.lamina.compiler.source.Span;
import java.util.List;
import java.util.Optional;

/**
 * One mistake or warning, as data.
 *
 * @param severity error or warning
 * @param span where, if it has a place in a source file
 * @param message what is wrong: what was expected and what arrived, in one line
 * @param notes further lines, each perhaps with a place of its own (such as the first of two
 *     definitions)
 * @param hints what to write instead
 */
public record Diagnostic(
    Severity severity, Optional<Span> span, String message, List<Note> notes, List<String> hints) {
  public Diagnostic {
    notes = List.copyOf(notes);
    hints = List.copyOf(hints);
  }

  /** A further line of a diagnostic. */
  public record Note(Optional<Span> span, String message) {}
}
