package dev.lamina.compiler.diag;

import dev.lamina.compiler.source.Source;
import dev.lamina.compiler.source.Span;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Renders diagnostics as text: {@code file:line:column: error: message}, the line, a caret, hints.
 */
public final class DiagnosticRenderer {
  private DiagnosticRenderer() {}

  /** All of them, each ending in a newline. */
  public static String render(List<Diagnostic> diagnostics) {
    return diagnostics.stream().map(DiagnosticRenderer::render).collect(Collectors.joining());
  }

  /** One, ending in a newline. */
  public static String render(Diagnostic d) {
    StringBuilder out = new StringBuilder();
    d.span().ifPresent(s -> out.append(place(s)).append(": "));
    out.append(d.severity()).append(": ").append(d.message()).append('\n');
    d.span().ifPresent(s -> excerpt(out, s));
    for (Diagnostic.Note note : d.notes()) {
      out.append("  note: ");
      note.span().ifPresent(s -> out.append(place(s)).append(": "));
      out.append(note.message()).append('\n');
      note.span().ifPresent(s -> excerpt(out, s));
    }
    d.hints().forEach(h -> out.append("  hint: ").append(h).append('\n'));
    return out.toString();
  }

  private static String place(Span span) {
    return span.source().name() + ":" + span.line() + ":" + span.column();
  }

  private static void excerpt(StringBuilder out, Span span) {
    Source source = span.source();
    String line = source.lineText(span.line());
    int from = span.column() - 1;
    int length = line.codePointCount(0, line.length());
    boolean oneLine = source.line(Math.max(span.start(), span.end() - 1)) == span.line();
    int to = oneLine ? source.column(span.end()) - 1 : length;
    int[] points = line.codePoints().toArray();
    out.append("  ").append(line).append("\n  ");
    for (int i = 0; i < from && i < points.length; i++) {
      out.append(points[i] == '\t' ? '\t' : ' ');
    }
    out.append("^".repeat(Math.max(1, to - from))).append('\n');
  }
}
