package dev.lamina.compiler.syntax;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lamina.compiler.diag.DiagnosticRenderer;
import dev.lamina.compiler.diag.Diagnostics;
import dev.lamina.compiler.source.Source;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code errors.txt}: a source, a line of dashes, the whole text of its diagnostics. */
class SyntaxErrorsTest {
  static Stream<String> entries() throws IOException {
    try (InputStream in = SyntaxErrorsTest.class.getResourceAsStream("errors.txt")) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return Arrays.stream(text.split("(?m)^=====\\n"));
    }
  }

  @ParameterizedTest
  @MethodSource("entries")
  void rendered(String entry) {
    String[] halves = entry.split("(?m)^-----\\n", -1);
    String source = halves[0].substring(0, halves[0].length() - 1);
    Diagnostics diagnostics = new Diagnostics();
    Model model = Parser.parse(Source.ofText("a.nn", source), diagnostics);
    assertEquals(halves[1], DiagnosticRenderer.render(diagnostics.all()));
    assertEquals(0, model.statements().size());
  }
}
