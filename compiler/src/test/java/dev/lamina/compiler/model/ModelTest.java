package dev.lamina.compiler.model;

import static dev.lamina.compiler.model.Arg.arg;
import static dev.lamina.compiler.model.Arg.bias;
import static dev.lamina.compiler.model.Arg.pad;
import static dev.lamina.compiler.model.Model.chain;
import static dev.lamina.compiler.model.Model.input;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.CompileOptions;
import dev.lamina.compiler.CompiledNetwork;
import dev.lamina.compiler.Lamina;
import dev.lamina.compiler.diag.CompilationException;
import dev.lamina.compiler.plan.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ModelTest {
  private static final CompileOptions RANDOM =
      CompileOptions.defaults().targets(EnumSet.of(Target.SCALAR)).randomWeights(1);

  @TempDir private Path directory;

  private static Chain card() {
    return input(3, 32, 32).conv(64, 3, pad(1)).relu().maxpool(2).flatten().linear(10);
  }

  private static Model everything() {
    Chain basic =
        chain()
            .sum(
                chain()
                    .layer("conv", "out", 3, arg("stride", "s"), pad(1), bias(false))
                    .label("conv1")
                    .batchnorm()
                    .label("bn-1")
                    .relu(),
                chain().layer("conv", "out", 1, arg("stride", "s")))
            .relu();
    Chain stem = chain().concat(Model.from("left").relu(), Model.from("right").layer("conv", 8, 1));
    return Model.network("com.acme.Everything")
        .def("basic(out, s = 1)", basic)
        .value("left", input(3, 16, 16))
        .value("other", input(3, 16, 16))
        .value("right", Model.from("other").conv(8, 3, pad("same"), arg("bias", true)))
        .value("stem", stem)
        .output(
            "map", Model.from("stem").layer("basic", 8, arg("s", 2)).block("body", chain().tanh()))
        .output(
            "scores",
            Model.from("stem")
                .repeat(2, chain().residual(chain().layer("conv", "channels", 3, pad(1, 1))))
                .layer("upsample", arg("size", List.of(20, 20)))
                .layer("normalize", 0.5, 1e-5)
                .layer("reshape", -1)
                .linear(4));
  }

  @Test
  void printsItselfAsALanguageFile() {
    String expected =
        """
        network com.acme.Everything

        def basic(out, s = 1) = (
            conv1: conv(out, 3, stride=s, pad=1, bias=false)
              -> "bn-1": batchnorm
              -> relu
            + conv(out, 1, stride=s)
          )
          -> relu

        left = input(3, 16, 16)
        """;
    assertTrue(everything().toSource().startsWith(expected), everything().toSource());
  }

  static Stream<Model> models() {
    Chain twice = input(8).linear(8);
    return Stream.of(
        card(),
        everything(),
        chain().relu(),
        twice.residual(chain().layer("linear", 8)).tanh(),
        Model.statements()
            .value("a", input(4))
            .value("b", input(4))
            .result(chain().quotient(Model.from("a"), Model.from("b").softmax(arg("dim", 1)))));
  }

  @ParameterizedTest
  @MethodSource("models")
  void itsTextCompilesToTheSameClass(Model model) throws IOException {
    CompileOptions options =
        model instanceof Chain c && c.stages().size() == 1 ? RANDOM.shape(4) : RANDOM;
    Path a = directory.resolve("a.jar");
    Path b = directory.resolve("b.jar");
    Lamina.compile(model, options).writeJar(a);
    Lamina.compile(model.toSource(), options).writeJar(b);
    assertArrayEquals(Files.readAllBytes(a), Files.readAllBytes(b));
  }

  @Test
  void aChainCanBeContinuedInSeveralWays() {
    Chain start = input(4).relu();
    assertEquals("input(4)\n  -> relu\n  -> tanh\n", start.tanh().toSource());
    assertEquals("input(4)\n  -> relu\n  -> x: sigmoid\n", start.sigmoid().label("x").toString());
    assertEquals("input(4)\n  -> relu\n", start.toSource());
  }

  private static int thisLine() {
    return StackWalker.getInstance()
        .walk(frames -> frames.skip(1).findFirst())
        .orElseThrow()
        .getLineNumber();
  }

  private static String rendered(Model model) {
    return assertThrows(CompilationException.class, () -> Lamina.compile(model)).getMessage();
  }

  @Test
  void mistakesAreShownAtTheJavaCall() {
    int line = thisLine();
    Chain convolved = input(1, 28, 28).conv(16, 5);
    Chain wrong =
        convolved // a comment each keeps the calls on their lines
            .relu() //
            .linear(400, arg("in", 3)) //
            .relu();
    assertEquals(
        """
        ModelTest.java:%d: error: linear(3, 400) takes 3 features, but (16, 24, 24) arrives
            -> linear(400, in=3)
               ^^^^^^^^^^^^^^^^^
        """
            .formatted(line + 5),
        rendered(wrong).replaceAll("(?m)^  (note|hint):.*\n", ""));
  }

  @Test
  void mistakesInBranchesAndDefsAreShownAtTheirCalls() {
    int line = thisLine();
    Chain body = chain().conv(8, 3);
    Model model =
        Model.statements()
            .def("wrong(n)", body.layer("lineal", "n"))
            .result(input(8, 9, 9).residual(body).layer("wrong", 3));
    assertEquals(
        List.of(
            "ModelTest.java:" + (line + 4) + ": error: unknown layer `lineal`",
            "ModelTest.java:"
                + (line + 5)
                + ": error: the operands of `+` need the same size, or 1, in every"
                + " dimension, but (8, 7, 7) and (8, 9, 9) arrive"),
        rendered(model).lines().filter(l -> l.contains("error:")).toList());
  }

  @Test
  void warningsAreShownAtTheJavaCallAsWell() {
    CompiledNetwork network = Lamina.compile(input(3, 8, 8).linear(2));
    String place = network.warnings().get(0).span().orElseThrow().place();
    assertEquals("ModelTest.java:" + (thisLine() - 2), place);
  }

  static Stream<Map.Entry<String, Executable>> refused() {
    return Stream.of(
        Map.entry("the layer's name is 'conv 3', expected a letter", () -> chain().layer("conv 3")),
        Map.entry("an argument is '3) -> relu(', which is no value", () -> arg("n", "3) -> relu(")),
        Map.entry("an argument is '1, 2', which is no value", () -> chain().layer("conv", "1, 2")),
        Map.entry("an argument is '', which is no value", () -> chain().layer("conv", "")),
        Map.entry("an argument is NaN, expected a finite", () -> chain().leakyrelu(Double.NaN)),
        Map.entry("an argument is [a] of ", () -> arg("n", java.util.Set.of("a"))),
        Map.entry("the argument's name is 'a-b'", () -> arg("a-b", 1)),
        Map.entry("the label is 'a\"b', expected on one", () -> chain().relu().label("a\"b")),
        Map.entry("there is no stage to label x", () -> chain().label("x")),
        Map.entry("a branch or body has no stage", () -> chain().residual(chain())),
        Map.entry("the chain has no stage", () -> Model.statements().result(chain())),
        Map.entry("the class's name is 'a b'", () -> Model.network("a b")),
        Map.entry(
            "the def's signature is 'f(x) = g'", () -> Model.statements().def("f(x) = g", card())),
        Map.entry("chains are nested more than 200 deep", ModelTest::tooDeep));
  }

  private static void tooDeep() {
    Chain chain = chain().relu();
    for (int i = 0; i < 300; i++) {
      chain = chain().block("b", chain);
    }
  }

  @ParameterizedTest
  @MethodSource("refused")
  void whatCannotBeWrittenIsRefusedAtOnce(Map.Entry<String, Executable> row) {
    String message = assertThrows(IllegalArgumentException.class, row.getValue()).getMessage();
    assertTrue(message.startsWith(row.getKey()), message);
  }

  static Stream<Map.Entry<String, Executable>> nulls() {
    return Stream.of(
        Map.entry("the model is null", () -> Lamina.compile((Model) null)),
        Map.entry("the sizes are null", () -> input((int[]) null)),
        Map.entry("the layer's name is null", () -> chain().layer(null)),
        Map.entry("the arguments are null", () -> chain().layer("relu", (Object[]) null)),
        Map.entry("the arguments are null", () -> chain().conv(3, 3, (Arg[]) null)),
        Map.entry("the value of an argument is null", () -> arg("n", null)),
        Map.entry("the label is null", () -> chain().relu().label(null)),
        Map.entry("a chain is null", () -> chain().concat(chain().relu(), null)),
        Map.entry("the chain is null", () -> Model.statements().result(null)),
        Map.entry("the class's name is null", () -> Model.network(null)));
  }

  @ParameterizedTest
  @MethodSource("nulls")
  void nullsAreNamed(Map.Entry<String, Executable> row) {
    assertEquals(
        row.getKey(), assertThrows(NullPointerException.class, row.getValue()).getMessage());
  }
}
