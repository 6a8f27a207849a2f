package dev.lamina.compiler.syntax;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.diag.Diagnostic;
import dev.lamina.compiler.diag.Diagnostics;
import dev.lamina.compiler.source.Source;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParserTest {
  @Test
  void readsEveryConstruct() throws IOException {
    List<Statement> statements = parse(resource("models/everything.nn")).statements();
    String kinds =
        statements.stream().map(s -> s.getClass().getSimpleName()).collect(Collectors.joining(" "));
    assertEquals("NetworkName Weights Def Def Named Named Named Named Output Output", kinds);
    var network = (Statement.NetworkName) statements.get(0);
    assertEquals(List.of("com", "acme", "Everything"), texts(network.name()));
    assertEquals("some file.safetensors", ((Statement.Weights) statements.get(1)).file().text());
    var basic = (Statement.Def) statements.get(2);
    assertEquals(
        List.of("out", "stride", "pads"),
        texts(basic.params().stream().map(Statement.Param::name).toList()));
    assertEquals(Optional.empty(), basic.params().get(0).defaultValue());
    assertInstanceOf(Value.Tuple.class, basic.params().get(2).defaultValue().orElseThrow());
  }

  @Test
  void namesAndSpansOfACall() {
    Stage stage = onlyChain("x: conv(64, pad=(1, 2))").stages().get(0);
    assertEquals("x", stage.label().orElseThrow().text());
    var use = (Atom.Use) stage.atom();
    assertEquals("conv", use.name().text());
    assertEquals("conv", use.name().span().text());
    assertEquals("conv(64, pad=(1, 2))", use.span().text());
    assertEquals("x: conv(64, pad=(1, 2))", stage.span().text());
    List<Argument> arguments = use.arguments().orElseThrow();
    assertEquals("pad=(1, 2)", arguments.get(1).span().text());
    assertEquals("(1, 2)", arguments.get(1).value().span().text());
  }

  @Test
  void emptyParenthesesAreArguments() {
    var with = (Atom.Use) onlyChain("relu()").stages().get(0).atom();
    var without = (Atom.Use) onlyChain("relu").stages().get(0).atom();
    assertEquals(Optional.of(List.of()), with.arguments());
    assertEquals(Optional.empty(), without.arguments());
  }

  @ParameterizedTest
  @CsvSource({
    "1 + 2 * 3, (1+(2*3))",
    "1 - 2 - 3, ((1-2)-3)",
    "(1 - 2) * 3 % 4, (((1-2)*3)%4)",
    "-a * - -2, ((-a)*(-(-2)))",
    "8 / 4 / 2, ((8/4)/2)",
  })
  void arithmetic(String text, String expected) {
    var use = (Atom.Use) onlyChain("f(" + text + ")").stages().get(0).atom();
    var value = (Value.Scalar) use.arguments().orElseThrow().get(0).value();
    assertEquals(expected, show(value.expression()));
    assertEquals(text, value.span().text());
  }

  @Test
  void binarySpansCoverParentheses() {
    var use = (Atom.Use) onlyChain("f((1 + 2) * 3 - 4)").stages().get(0).atom();
    var value = (Value.Scalar) use.arguments().orElseThrow().get(0).value();
    var minus = (Expression.Binary) value.expression();
    assertEquals("(1 + 2) * 3 - 4", minus.span().text());
    assertEquals("(1 + 2) * 3", minus.left().span().text());
  }

  @ParameterizedTest
  @CsvSource({
    "'conv -> relu (a + b)', 2",
    "'a b c', 3",
    "'x = a y = b', 2",
    "'network a b', 2",
    "'network: relu', 1",
    "'def { relu } def f = relu', 2",
    "'weights \"a\" \"b\": relu', 2",
    "'output: relu output x = relu', 2",
    "'repeat: relu repeat(2) { relu } repeat { relu }', 3",
    "'a // -> b', 1",
    "'a /* b\n*/ c', 2",
    "'', 0",
  })
  void statementsNeedNoSeparator(String text, int statements) {
    assertEquals(statements, parse(text).statements().size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\r\n -> b\r\n", "a\r-> b", "\uFEFFa\n-> b", "a\f\t-> b"})
  void anyLineEndAndAByteOrderMark(String text) {
    assertEquals(2, onlyChain(text).stages().size());
  }

  @Test
  void columnsCountCodePoints() {
    Diagnostic error = errors("/* \uD83D\uDE00 */ \"\u00E9\uD83D\uDE00\" x").get(0);
    assertEquals(14, error.span().orElseThrow().column());
  }

  @Test
  void quotedNames() {
    var block = (Atom.Block) onlyChain("\"0\" { \"1\": relu }").stages().get(0).atom();
    assertEquals("0", block.name().text());
    assertTrue(block.name().quoted());
    assertEquals("1", block.body().stages().get(0).label().orElseThrow().text());
  }

  @Test
  void mixedOperatorsAreKept() {
    var group = (Atom.Group) onlyChain("(a + b -> c - d)").stages().get(0).atom();
    assertEquals(3, group.operands().size());
    assertEquals(
        "+-", group.operators().stream().map(o -> "" + o.symbol()).collect(Collectors.joining()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"(", "[", "f{", "conv(-", "repeat(2){", "conv(((1),", "x = (", "-", "def f(a=("})
  void deepNestingEndsInAMessage(String opening) {
    String text = opening.repeat(90_000);
    List<Diagnostic> errors = assertTimeout(Duration.ofSeconds(30), () -> errors("conv(" + text));
    assertEquals("this nests more than 200 deep", errors.get(0).message());
  }

  @Test
  void twoHundredDeepIsAllowed() {
    Chain chain = onlyChain("(".repeat(200) + "relu" + ")".repeat(200));
    assertEquals(1, chain.stages().size());
    Diagnostic error = errors("(".repeat(201) + "relu" + ")".repeat(201)).get(0);
    assertEquals("this nests more than 200 deep", error.message());
    assertEquals(201, error.span().orElseThrow().column());
  }

  @Test
  void aLongSourceIsRefused() {
    assertEquals("this source is longer than 1 MB", errors(" ".repeat(1_000_001)).get(0).message());
  }

  @Test
  void aLongChainParses() {
    Chain chain =
        assertTimeout(Duration.ofSeconds(30), () -> onlyChain("relu" + "->relu".repeat(100_000)));
    assertEquals(100_001, chain.stages().size());
  }

  @Test
  void aLongSumIsRefused() {
    assertEquals(
        "an expression has at most 200 operands, this one has 100001",
        errors("f(1" + "+1".repeat(100_000) + ")").get(0).message());
  }

  @Test
  void atMostTwentyErrorsAreShown() {
    assertEquals(20, errors("f(1 2) -> ".repeat(1000) + "relu").size());
  }

  private static String show(Expression e) {
    if (e instanceof Expression.Binary b) {
      return "(" + show(b.left()) + b.symbol() + show(b.right()) + ")";
    }
    return e instanceof Expression.Negate n ? "(-" + show(n.operand()) + ")" : e.span().text();
  }

  private static List<String> texts(List<Name> names) {
    return names.stream().map(Name::text).toList();
  }

  private static Chain onlyChain(String text) {
    Model model = parse(text);
    assertEquals(1, model.statements().size());
    return ((Statement.Bare) model.statements().get(0)).chain();
  }

  private static Model parse(String text) {
    Diagnostics diagnostics = new Diagnostics();
    Model model = Parser.parse(Source.ofText("a.nn", text), diagnostics);
    diagnostics.throwIfErrors();
    return model;
  }

  private static List<Diagnostic> errors(String text) {
    Diagnostics diagnostics = new Diagnostics();
    Parser.parse(Source.ofText("a.nn", text), diagnostics);
    return diagnostics.all();
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = ParserTest.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
