package dev.lamina.compiler;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.diag.CompilationException;
import dev.lamina.compiler.layer.LayerType;
import dev.lamina.compiler.layer.Layers;
import dev.lamina.compiler.plan.Target;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The examples of the language reference: blocks tagged {@code nn} compile, with the input's shape
 * from the tag where it has one; those tagged {@code nn error} do not, and fail with the text of
 * the block that follows, if that is tagged {@code text}.
 */
class LanguageReferenceTest {
  private static final Path REFERENCE = Path.of("../grammar/README.md");
  private static final Pattern BLOCK =
      Pattern.compile(
          "(?ms)^```nn(?: shape=([0-9,]+)| (error))?\n(.*?)^```\n(?:\n```text\n(.*?)^```\n)?");
  private static final Pattern CODE = Pattern.compile("`([a-z0-9]+)`");

  /** An example and what is written about it. */
  record Example(String shape, boolean wrong, String text, String message) {
    private static Example of(MatchResult block) {
      return new Example(block.group(1), block.group(2) != null, block.group(3), block.group(4));
    }

    private CompileOptions options() {
      CompileOptions options = CompileOptions.defaults().targets(EnumSet.of(Target.SCALAR));
      return shape == null
          ? options
          : options.shape(
              Arrays.stream(shape.split(",", -1)).mapToInt(Integer::parseInt).toArray());
    }

    @Override
    public String toString() {
      return text.lines().findFirst().orElse("");
    }
  }

  static List<Example> examples() {
    return BLOCK.matcher(reference()).results().map(Example::of).toList();
  }

  @ParameterizedTest
  @MethodSource("examples")
  void isTrue(Example example) {
    if (example.wrong()) {
      CompilationException e =
          assertThrows(
              CompilationException.class, () -> Lamina.compile(example.text(), example.options()));
      if (example.message() != null) {
        assertEquals(example.message(), e.getMessage());
      }
    } else {
      CompiledNetwork network = Lamina.compile(example.text(), example.options());
      assertEquals(List.of(), network.warnings());
      assertDoesNotThrow(() -> network.assemblyText(Target.SCALAR));
    }
  }

  @Test
  void everyBlockIsRecognised() {
    long blocks = reference().lines().filter(l -> l.startsWith("```nn")).count();
    assertEquals(blocks, examples().size());
    assertFalse(examples().isEmpty());
  }

  @Test
  void everyLayerHasItsPlaceInATableAndAnExample() {
    Set<String> named = new TreeSet<>(code(reference().lines().filter(l -> l.startsWith("| `"))));
    String examples = String.join("\n", examples().stream().map(Example::text).toList());
    for (LayerType type : Layers.ALL) {
      String name = type.names().get(0);
      assertTrue(named.contains(name), name + " in a table");
      assertTrue(
          Pattern.compile("\\b" + name + "\\b").matcher(examples).find(), name + " in an example");
    }
  }

  private static List<String> code(Stream<String> lines) {
    return lines.flatMap(l -> CODE.matcher(l).results()).map(m -> m.group(1)).toList();
  }

  private static String reference() {
    try {
      return Files.readString(REFERENCE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
