package dev.lamina.compiler.diag;

import dev.lamina.compiler.source.Span;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Collects the diagnostics of one compilation. One that says the same of the same place as an
 * earlier one is dropped: what stands in a def or a repeat is elaborated many times. Not
 * thread-safe.
 */
public final class Diagnostics {
  /** More than these help nobody; a source can be full of them. */
  private static final int MOST_WARNINGS = 20;

  private final List<Entry> entries = new ArrayList<>();

  /** Without any diagnostic yet. */
  public Diagnostics() {}

  private final Set<Key> reported = new HashSet<>();
  private int warnings;

  /** Reports an error at {@code span}; details can be added to what is returned. */
  public Entry error(Span span, String message) {
    return add(Severity.ERROR, Optional.of(span), message);
  }

  /** Reports an error without a place in the source, such as one about a weights file. */
  public Entry error(String message) {
    return add(Severity.ERROR, Optional.empty(), message);
  }

  /** Reports a warning at {@code span}; those behind the first 20 are counted. */
  public Entry warning(Span span, String message) {
    return add(Severity.WARNING, Optional.of(span), message);
  }

  /** Reports a warning without a place in the source. */
  public Entry warning(String message) {
    return add(Severity.WARNING, Optional.empty(), message);
  }

  /** Whether an error was reported. */
  public boolean hasErrors() {
    return entries.stream().anyMatch(e -> e.severity == Severity.ERROR);
  }

  /** Everything reported so far, in the order of the source; what has no place there comes last. */
  public List<Diagnostic> all() {
    int dropped = Math.max(0, warnings - MOST_WARNINGS);
    Entry more = new Entry(Severity.WARNING, Optional.empty(), "and " + dropped + " more warnings");
    return Stream.concat(entries.stream(), dropped > 0 ? Stream.of(more) : Stream.empty())
        .map(Entry::toDiagnostic)
        .sorted(Comparator.comparingInt(d -> d.span().map(Span::start).orElse(Integer.MAX_VALUE)))
        .toList();
  }

  /**
   * Ends a stage.
   *
   * @throws CompilationException if an error was reported
   */
  public void throwIfErrors() {
    if (hasErrors()) {
      throw new CompilationException(all());
    }
  }

  private Entry add(Severity severity, Optional<Span> span, String message) {
    Entry entry = new Entry(severity, span, message);
    boolean fresh = reported.add(new Key(severity, span, message));
    if (fresh && (severity == Severity.ERROR || ++warnings <= MOST_WARNINGS)) {
      entries.add(entry);
    }
    return entry;
  }

  private record Key(Severity severity, Optional<Span> span, String message) {}

  /** A reported diagnostic to which notes and hints can be added. */
  public static final class Entry {
    private final Severity severity;
    private final Optional<Span> span;
    private final String message;
    private final List<Diagnostic.Note> notes = new ArrayList<>();
    private final List<String> hints = new ArrayList<>();

    private Entry(Severity severity, Optional<Span> span, String message) {
      this.severity = severity;
      this.span = span;
      this.message = message;
    }

    /** What is wrong. */
    public String message() {
      return message;
    }

    /** Adds what to write instead. */
    public Entry hint(String text) {
      hints.add(text);
      return this;
    }

    /** Adds a line of explanation. */
    public Entry note(String text) {
      notes.add(new Diagnostic.Note(Optional.empty(), text));
      return this;
    }

    /** Adds a line of explanation that shows another place. */
    public Entry note(Span at, String text) {
      notes.add(new Diagnostic.Note(Optional.of(at), text));
      return this;
    }

    private Diagnostic toDiagnostic() {
      return new Diagnostic(severity, span, message, notes, hints);
    }
  }
}
