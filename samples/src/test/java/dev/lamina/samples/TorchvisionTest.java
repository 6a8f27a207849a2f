package dev.lamina.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.CompileOptions;
import dev.lamina.compiler.Explanation;
import dev.lamina.compiler.Lamina;
import dev.lamina.compiler.plan.Target;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The samples against what PyTorch's {@code print(model)} says of torchvision's models. */
class TorchvisionTest {
  private static final Path MODELS = Path.of("models");
  private static final CompileOptions SCALAR =
      CompileOptions.defaults().targets(EnumSet.of(Target.SCALAR));
  private static final Pattern LINE = Pattern.compile("( *)\\((\\w+)\\): (.+)");
  private static final Pattern CHANNELS =
      Pattern.compile("(?:conv2d|batchnorm2d)\\((\\d+)|linear\\(in_features=(\\d+)");

  /** A layer as it is printed, in lower case. */
  private record Printed(String path, String text) {
    boolean hasParameters() {
      return text.startsWith("conv") || text.startsWith("batchnorm") || text.startsWith("linear");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "alexnet, 61100840",
    "vgg16, 138357544",
    "vgg16_bn, 138365992",
    "resnet18, 11689512",
    "resnet50, 25557032",
    "squeezenet1_1, 1235496",
    "mobilenet_v2, 3504872"
  })
  void samplesHaveTorchvisionsParameters(String model, long parameters) {
    Explanation explanation =
        Lamina.compile(MODELS.resolve(model + ".nn"), SCALAR).explain(Target.SCALAR);
    assertEquals(parameters, explanation.parameters());
    Map<String, Long> expected = new TreeMap<>();
    for (Printed layer : printed(model)) {
      if (layer.hasParameters()) {
        expected.put(layer.path(), explained(layer.text()).parameters());
      }
    }
    Map<String, Long> actual = new TreeMap<>();
    explanation.rows().stream()
        .filter(row -> row.parameters() > 0)
        .forEach(row -> actual.put(row.name(), row.parameters()));
    assertEquals(expected, actual);
  }

  @ParameterizedTest
  @ValueSource(strings = {"alexnet", "vgg16_bn", "resnet18", "squeezenet1_1", "mobilenet_v2"})
  void printedLinesAreStages(String model) {
    List<Printed> layers = printed(model);
    assertFalse(layers.isEmpty());
    for (Printed layer : layers) {
      Explanation.Row row = explained(layer.text());
      String type = layer.text().substring(0, layer.text().indexOf('(')).replace("2d", "");
      assertTrue(row.layer().startsWith(type), row.layer());
    }
  }

  /** The layer alone, behind an input of as many channels as it wants. */
  private static Explanation.Row explained(String layer) {
    Matcher matcher = CHANNELS.matcher(layer);
    String input = "input(8, 16, 16)";
    if (matcher.lookingAt()) {
      boolean image = matcher.group(1) != null;
      input = image ? "input(" + matcher.group(1) + ", 16, 16)" : "input(" + matcher.group(2) + ")";
    }
    return Lamina.compile(input + " -> " + layer, SCALAR.strict(true))
        .explain(Target.SCALAR)
        .rows()
        .get(1);
  }

  /** The lines that print a layer; the others open or close a module. */
  private static List<Printed> printed(String model) {
    List<Printed> layers = new ArrayList<>();
    List<String> path = new ArrayList<>();
    for (String line : lines(model)) {
      Matcher matcher = LINE.matcher(line);
      if (matcher.matches()) {
        int depth = matcher.group(1).length() / 2 - 1;
        path.subList(depth, path.size()).clear();
        path.add(matcher.group(2));
        String text = matcher.group(3).toLowerCase(Locale.ROOT);
        if (text.endsWith(")")) {
          layers.add(new Printed(String.join(".", path), text));
        }
      }
    }
    return layers;
  }

  private static List<String> lines(String model) {
    try {
      return Files.readAllLines(Path.of("src/test/resources/printed", model + ".txt"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
