package dev.lamina.compiler.elaborate;

import dev.lamina.compiler.diag.Diagnostics;
import dev.lamina.compiler.source.Span;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Reports mistakes with the uses of defs and the repeats that led to them. What stands in a def is
 * elaborated for each use; of its mistakes, the first at each place is reported.
 */
final class Reporter {
  private static final int SHOWN_FRAMES = 3;

  /** More than these help nobody. */
  private static final int MOST_ERRORS = 20;

  private final Diagnostics log;
  private final Deque<Frame> frames = new ArrayDeque<>();
  private final Set<Span> reported = new HashSet<>();
  private boolean unknownName;
  private int errors;

  Reporter(Diagnostics log) {
    this.log = log;
  }

  /**
   * What is being expanded.
   *
   * @param span the use of a def or the repeat
   * @param note what a diagnostic inside says of it
   * @param shown where the note points, if the place says more than the note
   */
  record Frame(Span span, Supplier<String> note, Optional<Span> shown) {}

  /**
   * Reports an error.
   *
   * @throws LimitReached if there are enough
   */
  Diagnostics.Entry error(Span span, String message) {
    if (errors >= MOST_ERRORS) {
      throw new LimitReached();
    }
    return failed(span, log(span).error(span, message));
  }

  /** Reports an error that has no place in the source. */
  Diagnostics.Entry error(String message) {
    errors++;
    return log.error(message);
  }

  /** Reports that a limit is reached, at what stands in the file and led to {@code span}. */
  LimitReached limit(Span span, String message, String hint) {
    Span outermost = frames.isEmpty() ? span : frames.peekLast().span();
    log.error(outermost, message).hint(hint);
    return new LimitReached();
  }

  /** Where the diagnostics of a use belong: nowhere if that use has failed before. */
  Diagnostics log(Span span) {
    return frames.isEmpty() || !reported.contains(span) ? log : new Diagnostics();
  }

  /** Notes that the use at {@code span} has failed, and adds to its error how it came there. */
  Diagnostics.Entry failed(Span span, Diagnostics.Entry entry) {
    if (frames.isEmpty() || reported.add(span)) {
      errors++;
    }
    return placed(entry);
  }

  /** Reports an error about a name that is not known. */
  Diagnostics.Entry unknown(Span span, String message) {
    unknownName = true;
    return error(span, message);
  }

  /** Notes that a name may have been misspelt. */
  void suspectName() {
    unknownName = true;
  }

  /** Whether a name was not known, so that another may only seem unused. */
  boolean hasUnknownName() {
    return unknownName;
  }

  void enter(Frame frame) {
    frames.push(frame);
  }

  void leave() {
    frames.pop();
  }

  private Diagnostics.Entry placed(Diagnostics.Entry entry) {
    Iterator<Frame> innermostFirst = frames.iterator();
    for (int i = 0; i < SHOWN_FRAMES && innermostFirst.hasNext(); i++) {
      Frame frame = innermostFirst.next();
      frame
          .shown()
          .ifPresentOrElse(
              at -> entry.note(at, frame.note().get()), () -> entry.note(frame.note().get()));
    }
    return entry;
  }
}
