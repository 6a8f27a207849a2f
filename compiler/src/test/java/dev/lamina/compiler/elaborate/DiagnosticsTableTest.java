package dev.lamina.compiler.elaborate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.lamina.compiler.layer.Shape;
import dev.lamina.compiler.source.Source;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every error and warning of the language as the user sees it. The rows stand in {@code
 * diagnostics/*.txt}: a source, perhaps with options before it, and the text expected for it. After
 * a change of messages {@code -Dlamina.regenerate=true} writes what comes out into the files under
 * {@code src/test/resources}; read the difference before you keep it.
 */
class DiagnosticsTableTest {
  private static final String DIRECTORY = "diagnostics";
  private static final String TITLE = "=== ";
  private static final String EXPECTED = "--- expected ---\n";

  /** A row. */
  record Row(String file, String title, String source, String expected) {
    @Override
    public String toString() {
      return file + ": " + title;
    }
  }

  static List<Row> rows() throws IOException, URISyntaxException {
    Path directory = Path.of(DiagnosticsTableTest.class.getResource("/" + DIRECTORY).toURI());
    try (Stream<Path> files = Files.list(directory)) {
      List<Row> rows = new ArrayList<>();
      for (Path file : files.sorted().toList()) {
        rows.addAll(rows(file.getFileName().toString(), Files.readString(file)));
      }
      if (Boolean.getBoolean("lamina.regenerate")) {
        regenerate(rows);
      }
      return rows;
    }
  }

  @ParameterizedTest
  @MethodSource("rows")
  void isRendered(Row row) {
    assertFalse(row.expected().isBlank(), "nothing expected");
    assertEquals(row.expected(), rendered(row));
  }

  private static List<Row> rows(String file, String text) {
    List<Row> rows = new ArrayList<>();
    for (String row : ("\n" + text).split("\n" + TITLE, -1)) {
      if (!row.isEmpty()) {
        int titleEnd = row.indexOf(" ===\n");
        String body = row.substring(titleEnd + " ===\n".length());
        String[] parts = body.split(EXPECTED, -1);
        String expected = parts.length == 1 ? "" : parts[1].stripTrailing() + "\n";
        rows.add(new Row(file, row.substring(0, titleEnd), parts[0], expected));
      }
    }
    return rows;
  }

  private static void regenerate(List<Row> rows) throws IOException {
    Map<String, StringBuilder> files = new HashMap<>();
    for (Row row : rows) {
      files
          .computeIfAbsent(row.file(), f -> new StringBuilder())
          .append(TITLE + row.title() + " ===\n" + row.source())
          .append(row.source().endsWith("\n") ? "" : "\n")
          .append(EXPECTED + rendered(row) + "\n");
    }
    for (Map.Entry<String, StringBuilder> file : files.entrySet()) {
      Path target = Path.of("src", "test", "resources", DIRECTORY, file.getKey());
      Files.writeString(target, file.getValue().toString().stripTrailing() + "\n");
    }
  }

  private static String rendered(Row row) {
    List<String> lines = new ArrayList<>(Arrays.asList(row.source().split("\n", -1)));
    String name = "net.nn";
    ElaborationOptions options = ElaborationOptions.none();
    Map<String, Shape> weights = new HashMap<>();
    while (lines.get(0).startsWith("@")) {
      String[] option = lines.remove(0).split(" ", -1);
      switch (option[0]) {
        case "@file" -> name = option[1];
        case "@package" -> options = options.withPackage(option[1]);
        case "@weights" -> weights.put(option[1], shape(option[2]));
        case "@shape" -> options = withShape(options, option[1]);
        default -> throw new IllegalArgumentException(option[0]);
      }
    }
    String text = String.join("\n", lines).stripTrailing();
    return Elaborations.diagnostics(
        Source.ofText(name, text),
        options.withWeights(tensor -> Optional.ofNullable(weights.get(tensor))));
  }

  private static ElaborationOptions withShape(ElaborationOptions options, String text) {
    int name = text.indexOf('=');
    return name < 0
        ? options.withInputShape(shape(text))
        : options.withInputShape(text.substring(0, name), shape(text.substring(name + 1)));
  }

  private static Shape shape(String text) {
    return Shape.of(Arrays.stream(text.split(",", -1)).map(Integer::valueOf).toList());
  }
}
