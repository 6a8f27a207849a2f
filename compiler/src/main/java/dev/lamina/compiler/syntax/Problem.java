package dev.lamina.compiler.syntax;

import dev.lamina.compiler.diag.Diagnostics;
import dev.lamina.compiler.source.Span;
import java.util.List;
import java.util.Optional;

/** A lexical or syntax error, kept until all are known and can be reported in source order. */
record Problem(Span span, String message, List<String> hints, Optional<Note> note) {

  /** Another place that explains the error. */
  record Note(Span span, String message) {}

  static Problem of(Span span, String message, String... hints) {
    return new Problem(span, message, List.of(hints), Optional.empty());
  }

  Problem withNote(Span at, String text) {
    return new Problem(span, message, hints, Optional.of(new Note(at, text)));
  }

  Problem withHint(String hint) {
    return new Problem(span, message, List.of(hint), note);
  }

  void report(Diagnostics diagnostics) {
    Diagnostics.Entry entry = diagnostics.error(span, message);
    note.ifPresent(n -> entry.note(n.span(), n.message()));
    hints.forEach(entry::hint);
  }
}
