package dev.lamina.samples.documents;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tries what the documents say: their commands, programs and networks, in their order, as a reader
 * would. A comment before a snippet says what else it needs; see {@link Snippet}.
 */
class DocumentationTest {
  private static final Path TOP = Path.of("..");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "README.md",
        "compiler/README.md",
        "compiler/API.md",
        "compiler/processor/README.md",
        "runtime/images/README.md",
        "samples/README.md",
        "samples/tutorial/README.md"
      })
  void whatItSaysWorks(String document, @TempDir Path directory) throws Exception {
    Fixtures.lay(directory);
    List<Snippet> snippets = Markdown.snippets(TOP.resolve(document));
    assertFalse(snippets.isEmpty());
    Desk desk = new Desk(directory);
    StringBuilder failures = new StringBuilder();
    for (Snippet snippet : snippets) {
      if (!snippet.isLeftOut()) {
        try {
          desk.attempt(snippet);
        } catch (Exception | AssertionError e) {
          failures.append(document).append(':').append(snippet.line()).append(": ").append(e);
          failures.append(e.getCause() == null ? "" : " " + e.getCause()).append("\n\n");
        }
      }
    }
    assertTrue(failures.isEmpty(), failures::toString);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "README.md",
        "compiler/README.md",
        "compiler/API.md",
        "compiler/processor/README.md",
        "runtime/images/README.md",
        "samples/README.md",
        "samples/tutorial/README.md"
      })
  void onlyPythonIsLeftOut(String document) throws Exception {
    String left =
        Markdown.snippets(TOP.resolve(document)).stream()
            .filter(s -> s.isLeftOut() && !s.language().equals("python"))
            .map(s -> s.line() + ": " + s.text())
            .collect(Collectors.joining("\n"));
    assertTrue(left.isEmpty(), left);
  }
}
