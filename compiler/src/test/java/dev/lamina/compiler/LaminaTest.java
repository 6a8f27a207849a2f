package dev.lamina.compiler;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.diag.CompilationException;
import dev.lamina.compiler.diag.Diagnostic;
import dev.lamina.compiler.diag.Severity;
import dev.lamina.compiler.plan.Target;
import dev.lamina.runtime.LoadOptions;
import dev.lamina.runtime.Network;
import dev.lamina.runtime.WeightsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class LaminaTest {
  private static final CompileOptions SCALAR =
      CompileOptions.defaults().targets(EnumSet.of(Target.SCALAR));

  @TempDir private Path directory;

  @Test
  void aTextBlockBecomesANetworkInOneExpression() {
    Network net =
        Lamina.compile(
                """
                input(3)
                  -> relu
                """)
            .load();
    assertArrayEquals(new float[] {1, 0, 3}, net.forward(new float[] {1, -2, 3}));
    assertEquals("Model: input (3) -> output (3)", net.toString());
  }

  @Test
  void diagnosticsAreData() {
    CompilationException e =
        assertThrows(
            CompilationException.class, () -> Lamina.compile("input(3) -> conv(3,, 4) -> f(1 2)"));
    assertEquals(2, e.diagnostics().size());
    Diagnostic first = e.diagnostics().get(0);
    assertEquals(Severity.ERROR, first.severity());
    assertEquals(20, first.span().orElseThrow().column());
    assertTrue(e.getMessage().startsWith("model.nn:1:20: error: expected an argument or `)`"));
  }

  @Test
  void warningsComeWithTheNetworkOrAreErrors() {
    String text = "input(3, 8, 8) -> linear(2)";
    CompiledNetwork network = Lamina.compile(text);
    assertEquals(1, network.warnings().size());
    assertThrows(CompilationException.class, () -> Lamina.compile(text, SCALAR.strict(true)));
  }

  @Test
  void randomWeightsDependOnTheSeedAlone() {
    String text = "input(16) -> linear(8)";
    float[] input = new float[16];
    Arrays.fill(input, 1);
    float[] a = Lamina.compile(text, SCALAR.randomWeights(1)).load().forward(input);
    float[] b = Lamina.compile(text, SCALAR.randomWeights(1)).load().forward(input);
    float[] c = Lamina.compile(text, SCALAR.randomWeights(2)).load().forward(input);
    assertArrayEquals(a, b);
    assertFalse(Arrays.equals(a, c));
    for (float value : a) {
      assertTrue(Math.abs(value) <= 17 / 4.0, "beyond the bound of 1 / sqrt(16): " + value);
    }
  }

  @Test
  void withoutWeightsLoadSaysWhatToDo() {
    CompiledNetwork network = Lamina.compile("input(3) -> linear(2)", SCALAR);
    assertFalse(network.hasWeights());
    WeightsException e = assertThrows(WeightsException.class, network::load);
    assertTrue(e.getMessage().contains("has no weights in its jar"), e.getMessage());
  }

  @Test
  void twoJarsAreEqualByteForByte() throws IOException {
    CompileOptions options = CompileOptions.defaults().randomWeights(7);
    String text =
        "network com.acme.Twice input(3, 9, 9) -> conv(8, 3) -> relu -> flatten -> linear(5)";
    Path a = directory.resolve("a.jar");
    Path b = directory.resolve("b.jar");
    Lamina.compile("x.nn", text, options).writeJar(a);
    Lamina.compile("x.nn", text, options).writeJar(b);
    assertArrayEquals(Files.readAllBytes(a), Files.readAllBytes(b));
    try (var files = Files.list(directory)) {
      assertEquals(2, files.count());
    }
  }

  @Test
  void optionsAreImmutable() {
    CompileOptions options = CompileOptions.defaults();
    options.shape(3, 8, 8).exact(true).withoutPass("fold-batch-norm").ignore("a.*");
    assertTrue(options.shapes().isEmpty());
    assertFalse(options.exact());
    assertTrue(options.passesOff().isEmpty());
    assertTrue(options.ignore().isEmpty());
  }

  @Test
  void refusesAnUnknownPassAndNoTargets() {
    CompileOptions options = CompileOptions.defaults();
    assertThrows(IllegalArgumentException.class, () -> options.withoutPass("fold"));
    assertThrows(
        IllegalArgumentException.class, () -> options.targets(EnumSet.noneOf(Target.class)));
  }

  @Test
  void refusesAShapeWithoutSizes() {
    CompileOptions options = CompileOptions.defaults();
    for (int[] sizes : new int[][] {{}, {0}, {3, -1}}) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> options.shape(sizes)).getMessage();
      assertTrue(message.contains("each at least 1") && message.endsWith("]"), message);
    }
  }

  @Test
  void namesTheArgumentThatIsNull() {
    CompileOptions options = CompileOptions.defaults();
    CompiledNetwork network = Lamina.compile("input(3) -> relu");
    Map<String, Executable> calls =
        Map.ofEntries(
            Map.entry("the file is null", () -> Lamina.compile((Path) null)),
            Map.entry("the text is null", () -> Lamina.compile((String) null)),
            Map.entry("the options are null", () -> Lamina.compile("input(3)", null)),
            Map.entry("the name is null", () -> Lamina.compile(null, "input(3)", options)),
            Map.entry("the sizes are null", () -> options.shape((int[]) null)),
            Map.entry("the input's name is null", () -> options.shape((String) null, 3)),
            Map.entry("the weights' path is null", () -> options.weights(null)),
            Map.entry("the prefix is null", () -> options.stripPrefix(null)),
            Map.entry("the pattern is null", () -> options.ignore(null)),
            Map.entry("the package's name is null", () -> options.packageName(null)),
            Map.entry("the pass's name is null", () -> options.withoutPass(null)),
            Map.entry("the targets are null", () -> options.targets(null)),
            Map.entry("the jar's path is null", () -> network.writeJar(null)),
            Map.entry("the stream is null", () -> network.writeOnnx(null)),
            Map.entry("the target is null", () -> network.explain(null)));
    calls.forEach(
        (message, call) ->
            assertEquals(message, assertThrows(NullPointerException.class, call).getMessage()));
    assertThrows(NullPointerException.class, () -> network.load((LoadOptions) null));
  }

  @Test
  void aJarIsNotWrittenWhereThereIsADirectory() throws IOException {
    CompiledNetwork network = Lamina.compile("input(3) -> relu");
    IOException folder = assertThrows(IOException.class, () -> network.writeJar(directory));
    assertEquals(directory + " is a directory; give the name of a jar in it", folder.getMessage());
    Path lost = directory.resolve("none/x.jar");
    IOException none = assertThrows(IOException.class, () -> network.writeJar(lost));
    assertTrue(none.getMessage().startsWith("there is no directory "), none.getMessage());
    try (Stream<Path> files = Files.list(directory)) {
      assertEquals(0, files.count());
    }
  }

  @Test
  void warnsOfOptionsThatConcernNoTensor() throws IOException {
    Path weights = directory.resolve("w.safetensors");
    Files.write(weights, new byte[] {2, 0, 0, 0, 0, 0, 0, 0, '{', '}'});
    CompileOptions options =
        CompileOptions.defaults().weights(weights).ignore("aux.*").stripPrefix("module.");
    List<String> warnings =
        Lamina.compile("input(3) -> relu", options).warnings().stream()
            .map(Diagnostic::message)
            .toList();
    assertEquals(
        List.of(
            "no name in " + weights + " begins with the prefix 'module.' to take off",
            "no tensor of " + weights + " matches the pattern 'aux.*' to ignore"),
        warnings);
  }

  @Test
  void theVariantCanBeForced() {
    CompiledNetwork network = Lamina.compile("input(3) -> relu");
    for (Target target : EnumSet.of(Target.SCALAR, Target.PLAIN)) {
      LoadOptions options = LoadOptions.defaults().variant(target.id());
      assertEquals(target.id(), network.load(options).variant());
    }
  }

  @Test
  void theShapeMayComeFromOutside() {
    CompiledNetwork network = Lamina.compile("conv(3, 4, 3) -> relu", SCALAR.shape(3, 8, 8));
    assertEquals("(4, 6, 6)", network.explain(Target.SCALAR).rows().get(2).shape());
    assertEquals(112, network.explain(Target.SCALAR).parameters());
    assertEquals(36L * 4 * 27, network.explain(Target.SCALAR).multiplyAdds());
  }
}
