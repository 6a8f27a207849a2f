package dev.lamina.compiler.diag;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.source.Source;
import dev.lamina.compiler.source.Span;
import java.util.List;
import org.junit.jupiter.api.Test;

class DiagnosticRendererTest {
  @Test
  void aSpanOverSeveralLinesIsMarkedToTheEndOfTheFirst() {
    Source source = Source.ofText("a.nn", "x\n\trelu ->\nconv\n");
    Diagnostics diagnostics = new Diagnostics();
    diagnostics
        .warning(new Span(source, 3, 14), "both")
        .note(new Span(source, 0, 1), "first")
        .note("plain")
        .hint("none");
    assertEquals(
        """
        a.nn:2:2: warning: both
          \trelu ->
          \t^^^^^^^
          note: a.nn:1:1: first
          x
          ^
          note: plain
          hint: none
        """,
        DiagnosticRenderer.render(diagnostics.all()));
  }

  @Test
  void aLongLineIsShownInPart() {
    Source source = Source.ofText("a.nn", "a".repeat(100_000));
    Diagnostics diagnostics = new Diagnostics();
    diagnostics.error(new Span(source, 50_000, 60_000), "long");
    List<String> lines = DiagnosticRenderer.render(diagnostics.all()).lines().toList();
    assertTrue(
        lines.get(1).startsWith("  ...aaa") && lines.get(1).endsWith("aaa..."), lines.get(1));
    assertTrue(lines.get(1).length() < 200);
    assertEquals(lines.get(1).length() - "...".length(), lines.get(2).length());
  }

  @Test
  void withoutAPlace() {
    Diagnostics diagnostics = new Diagnostics();
    diagnostics.error("no weights").hint("give some");
    assertEquals(
        "error: no weights\n  hint: give some\n", DiagnosticRenderer.render(diagnostics.all()));
  }
}
