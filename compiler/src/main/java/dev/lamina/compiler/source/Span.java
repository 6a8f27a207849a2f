package dev.lamina.compiler.source;

/**
 * A stretch of source text.
 *
 * @param source the text
 * @param start the UTF-16 index of its first character
 * @param end the index behind its last character
 */
public record Span(Source source, int start, int end) {
  public Span {
    if (start < 0 || end < start) {
      throw new IllegalArgumentException("span " + start + ".." + end);
    }
  }

  /** The 1-based line of the first character. */
  public int line() {
    return source.line(start);
  }

  /** The 1-based column of the first character, in code points. */
  public int column() {
    return source.column(start);
  }

  /** Where it begins, for a message. */
  public String place() {
    return source.place(start);
  }

  /** The text itself. */
  public String text() {
    return source.text().substring(start, Math.min(end, source.text().length()));
  }

  /** From the start of this span to the end of {@code other}. */
  public Span to(Span other) {
    return new Span(source, start, Math.max(end, other.end));
  }
}
