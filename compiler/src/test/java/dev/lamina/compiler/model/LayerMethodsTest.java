package dev.lamina.compiler.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.diag.Diagnostics;
import dev.lamina.compiler.layer.LayerType;
import dev.lamina.compiler.layer.LayerType.Formal;
import dev.lamina.compiler.layer.Layers;
import dev.lamina.compiler.source.Source;
import dev.lamina.compiler.syntax.Argument;
import dev.lamina.compiler.syntax.Atom;
import dev.lamina.compiler.syntax.Name;
import dev.lamina.compiler.syntax.Parser;
import dev.lamina.compiler.syntax.Statement;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The builder's methods against the layers as the language knows them. */
class LayerMethodsTest {
  /** What an input takes beside its shape. */
  private static final Set<String> INPUTS = Set.of("layout", "type");

  private static final Path SOURCES = Path.of("src/main/java/dev/lamina/compiler/model");
  private static final Pattern METHOD = Pattern.compile("public Chain (\\w+)\\(([^)]*)\\) \\{");
  private static final Pattern ARGUMENT = Pattern.compile("public static Arg (\\w+)\\(");

  static Stream<String> layerNames() {
    return Layers.ALL.stream().flatMap(type -> type.names().stream());
  }

  @ParameterizedTest
  @MethodSource("layerNames")
  void everyLayerIsReachedByItsNameWithEveryArgument(String name) {
    List<String> formals = names(Layers.named(name).orElseThrow());
    Object[] arguments = formals.stream().map(f -> Arg.arg(f, 1)).toArray();
    Atom.Use use = parsed(Model.chain().layer(name, arguments));
    assertEquals(name, use.name().text());
    List<Argument> written = use.arguments().orElse(List.of());
    assertEquals(formals, written.stream().map(a -> a.name().map(Name::text).orElse("")).toList());
  }

  private static List<String> names(LayerType type) {
    return type.formals().stream()
        .flatMap(f -> Stream.concat(Stream.of(f.name()), f.aliases().stream()))
        .toList();
  }

  private static Atom.Use parsed(Chain chain) {
    Diagnostics log = new Diagnostics();
    Source source = chain.source();
    Statement statement = Parser.parse(source, log).statements().get(0);
    return (Atom.Use) ((Statement.Bare) statement).chain().stages().get(0).atom();
  }

  static Stream<String[]> methods() throws IOException {
    return METHOD
        .matcher(Files.readString(SOURCES.resolve("Chain.java")))
        .results()
        .map(m -> new String[] {m.group(1), m.group(2)})
        .filter(m -> Layers.named(m[0]).isPresent());
  }

  @ParameterizedTest
  @MethodSource("methods")
  void theirParametersAreTheLayersFirstArguments(String name, String parameters) {
    LayerType type = Layers.named(name).orElseThrow();
    List<String> given =
        Arrays.stream(parameters.split(", "))
            .filter(p -> !p.isEmpty() && !p.startsWith("Arg..."))
            .map(p -> snakeCase(p.substring(p.lastIndexOf(' ') + 1)))
            .toList();
    List<String> meant = type.positional(given.size(), Set.of());
    for (int i = 0; i < given.size(); i++) {
      String canonical = meant.get(i);
      Formal formal =
          type.formals().stream().filter(f -> f.name().equals(canonical)).findFirst().orElseThrow();
      assertTrue(
          formal.name().equals(given.get(i)) || formal.aliases().contains(given.get(i)),
          given.get(i) + " of " + name + " is " + formal);
    }
  }

  @Test
  void everyOtherMethodIsStructure() throws IOException {
    List<String> others =
        METHOD
            .matcher(Files.readString(SOURCES.resolve("Chain.java")))
            .results()
            .map(m -> m.group(1))
            .filter(m -> Layers.named(m).isEmpty())
            .toList();
    assertEquals(
        List.of(
            "layer",
            "label",
            "block",
            "repeat",
            "residual",
            "sum",
            "difference",
            "product",
            "quotient",
            "concat"),
        others);
    assertTrue(methods().count() >= 30);
  }

  static Stream<String> arguments() throws IOException {
    return ARGUMENT
        .matcher(Files.readString(SOURCES.resolve("Arg.java")))
        .results()
        .map(m -> m.group(1))
        .filter(name -> !name.equals("arg"));
  }

  @ParameterizedTest
  @MethodSource("arguments")
  void everyNamedArgumentIsOneOfSomeLayer(String method) throws ReflectiveOperationException {
    Method factory =
        Arrays.stream(Arg.class.getMethods())
            .filter(m -> m.getName().equals(method))
            .findFirst()
            .orElseThrow();
    Arg arg = (Arg) factory.invoke(null, sample(factory.getParameterTypes()[0]));
    assertEquals(snakeCase(method), arg.name());
    assertTrue(
        INPUTS.contains(arg.name())
            || Layers.ALL.stream().anyMatch(t -> names(t).contains(arg.name())),
        arg.name());
  }

  private static Object sample(Class<?> type) {
    if (type == int[].class) {
      return new int[] {1};
    }
    return type == boolean.class
        ? true
        : type == double.class ? 1.0 : type == int.class ? 1 : "same";
  }

  private static String snakeCase(String name) {
    return name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }
}
