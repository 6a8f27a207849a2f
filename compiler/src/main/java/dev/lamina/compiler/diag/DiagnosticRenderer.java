package dev.lamina.compiler.diag;

import dev.lamina.compiler.source.Source;
import dev.lamina.compiler.source.Span;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Renders diagnostics as text: {@code file:line:column: error: message}, the line, a caret, hints.
 */
public final class DiagnosticRenderer {
  /** Longer lines are shown in part. */
  private static final int WIDTH = 160;

  private static final int LONGEST_TEXT = 500;

  private DiagnosticRenderer() {}

  /** All of them, each ending in a newline. */
  public static String render(List<Diagnostic> diagnostics) {
    return diagnostics.stream().map(DiagnosticRenderer::render).collect(Collectors.joining());
  }

  /** One, ending in a newline. */
  public static String render(Diagnostic d) {
    StringBuilder out = new StringBuilder();
    d.span().ifPresent(s -> out.append(s.place()).append(": "));
    return out.append(d.severity()).append(": ").append(renderWithoutPlace(d)).toString();
  }

  /** One, ending in a newline, for tools that show its place and severity in a way of their own. */
  public static String renderWithoutPlace(Diagnostic d) {
    StringBuilder out = new StringBuilder();
    out.append(clipped(d.message())).append('\n');
    d.span().ifPresent(s -> excerpt(out, s));
    for (Diagnostic.Note note : d.notes()) {
      out.append("  note: ");
      note.span().ifPresent(s -> out.append(s.place()).append(": "));
      out.append(clipped(note.message())).append('\n');
      note.span().ifPresent(s -> excerpt(out, s));
    }
    d.hints().forEach(h -> out.append("  hint: ").append(clipped(h)).append('\n'));
    return out.toString();
  }

  /** A message may quote what stands in the source, which may be long. */
  private static String clipped(String text) {
    return text.lines().map(DiagnosticRenderer::clippedLine).collect(Collectors.joining("\n"));
  }

  private static String clippedLine(String text) {
    return text.codePointCount(0, text.length()) <= LONGEST_TEXT
        ? text
        : text.substring(0, text.offsetByCodePoints(0, LONGEST_TEXT)) + "...";
  }

  /** The line with carets under the span; of a very long line, the part around it. */
  private static void excerpt(StringBuilder out, Span span) {
    Source source = span.source();
    int[] line = source.lineText(span.line()).codePoints().toArray();
    int from = Math.min(span.column() - 1, line.length);
    boolean oneLine = source.line(Math.max(span.start(), span.end() - 1)) == span.line();
    int to = oneLine ? Math.min(source.column(span.end()) - 1, line.length) : line.length;
    int first = line.length <= WIDTH ? 0 : Math.max(0, from - WIDTH / 3);
    int last = Math.min(line.length, first + WIDTH);
    String cut = first > 0 ? "..." : "";
    out.append("  ").append(cut).append(text(line, first, last));
    out.append(last < line.length ? "..." : "").append("\n  ").append(" ".repeat(cut.length()));
    for (int i = first; i < from; i++) {
      out.append(line[i] == '\t' ? '\t' : ' ');
    }
    out.append("^".repeat(Math.max(1, Math.min(to, last) - from))).append('\n');
  }

  private static String text(int[] line, int from, int to) {
    return new String(line, from, to - from).stripTrailing();
  }
}
