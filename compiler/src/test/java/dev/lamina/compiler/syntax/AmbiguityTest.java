package dev.lamina.compiler.syntax;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.lamina.grammar.NnLexer;
import dev.lamina.grammar.NnParser;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.Random;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.DiagnosticErrorListener;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Recognizer;
import org.antlr.v4.runtime.atn.ATNConfigSet;
import org.antlr.v4.runtime.atn.PredictionMode;
import org.antlr.v4.runtime.dfa.DFA;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** ANTLR's exact detection finds no text that has two parses. */
class AmbiguityTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "everything",
        "graph_branches",
        "graph_inverted",
        "graph_miniresnet",
        "graph_repeats",
        "graph_se",
        "graph_unet"
      })
  void models(String name) throws IOException {
    try (InputStream in = AmbiguityTest.class.getResourceAsStream("models/" + name + ".nn")) {
      parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  @Test
  void randomTexts() {
    for (long seed = 0; seed < 200; seed++) {
      SentenceMaker maker = new SentenceMaker(new Random(seed));
      int statements = maker.model();
      assertEquals(statements, parse(maker.text()).statement().size(), maker.text());
    }
  }

  @Test
  void theListenerWorks() {
    NnParser parser = parser("relu");
    assertTrue(parser.getErrorListeners().stream().anyMatch(Strict.class::isInstance));
    assertEquals(
        PredictionMode.LL_EXACT_AMBIG_DETECTION, parser.getInterpreter().getPredictionMode());
  }

  private static NnParser.ModelContext parse(String text) {
    return parser(text).model();
  }

  private static NnParser parser(String text) {
    NnLexer lexer = new NnLexer(CharStreams.fromString(text));
    NnParser parser = new NnParser(new CommonTokenStream(lexer));
    parser.removeErrorListeners();
    parser.addErrorListener(new Strict(text));
    parser.getInterpreter().setPredictionMode(PredictionMode.LL_EXACT_AMBIG_DETECTION);
    return parser;
  }

  /** Fails on errors and on exact ambiguities. */
  private static final class Strict extends DiagnosticErrorListener {
    private final String text;

    Strict(String text) {
      super(true);
      this.text = text;
    }

    @Override
    public void syntaxError(
        Recognizer<?, ?> recognizer,
        Object symbol,
        int line,
        int column,
        String message,
        RecognitionException e) {
      fail(line + ":" + column + " " + message + " in\n" + text);
    }

    @Override
    public void reportAmbiguity(
        org.antlr.v4.runtime.Parser recognizer,
        DFA dfa,
        int start,
        int stop,
        boolean exact,
        BitSet alternatives,
        ATNConfigSet configs) {
      fail(getDecisionDescription(recognizer, dfa) + " is ambiguous in\n" + text);
    }

    @Override
    public void reportAttemptingFullContext(
        org.antlr.v4.runtime.Parser recognizer,
        DFA dfa,
        int start,
        int stop,
        BitSet alternatives,
        ATNConfigSet configs) {}

    @Override
    public void reportContextSensitivity(
        org.antlr.v4.runtime.Parser recognizer,
        DFA dfa,
        int start,
        int stop,
        int prediction,
        ATNConfigSet configs) {}
  }
}
