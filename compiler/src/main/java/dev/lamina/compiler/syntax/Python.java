package dev.lamina.compiler.syntax;

import dev.lamina.grammar.NnParser;
import java.util.List;
import java.util.Optional;
import org.antlr.v4.runtime.Token;

/** Recognises Python, and what PyTorch prints of a model, where a network was expected. */
final class Python {
  private static final String CHAIN =
      "a network is a chain: `input(1, 28, 28) -> conv(6, 5) -> relu -> flatten -> linear(10)`";
  private static final String STAGE =
      "`self.fc = nn.Linear(16, 10)` becomes a stage with a label: `-> fc: linear(16, 10)`";

  private final List<Token> tokens;
  private final Positions positions;

  private Python(List<Token> tokens, Positions positions) {
    this.tokens = tokens;
    this.positions = positions;
  }

  /** The one thing to say of a file that is no network at all. */
  static Optional<Problem> find(List<Token> tokens, Positions positions) {
    Python python = new Python(tokens, positions);
    for (int i = 0; i < tokens.size(); i++) {
      Optional<Problem> problem = python.at(i);
      if (problem.isPresent()) {
        return problem;
      }
    }
    return Optional.empty();
  }

  private Optional<Problem> at(int i) {
    if (isStatement(i) || isFunction(i)) {
      return Optional.of(python(i, CHAIN, STAGE));
    } else if (is(i, "self") && type(i + 1) == NnParser.DOT) {
      return Optional.of(python(i, STAGE, CHAIN));
    } else if (isSequential(i)) {
      return Optional.of(
          python(i, "the layers of an `nn.Sequential` are a chain: `conv(20, 5) -> relu`", CHAIN));
    } else if (isPrinted(i)) {
      return Optional.of(
          Problem.of(
              positions.of(tokens.get(i)),
              "this is what PyTorch prints of a model, not a network",
              "write its layers as a chain, without the `(0):` before them:"
                  + " `conv2d(1, 20, 5) -> relu`",
              "a part with a name is a block: `features { conv2d(1, 20, 5) -> relu }`"));
    }
    return Optional.empty();
  }

  private Problem python(int i, String... hints) {
    return Problem.of(positions.of(tokens.get(i)), "this is Python, not a network", hints);
  }

  /**
   * {@code import torch}, {@code from torch import nn}, {@code class Net(...)}, {@code return x}.
   */
  private boolean isStatement(int i) {
    if (i > 0 && sameLine(i - 1, i)) {
      return false;
    }
    boolean named = type(i + 1) == NnParser.NAME || type(i + 1) == NnParser.CALL;
    boolean word = is(i, "import") || is(i, "class") || is(i, "return") || isFrom(i);
    return word && named && sameLine(i, i + 1) && type(i) == NnParser.NAME;
  }

  private boolean isFrom(int i) {
    boolean found = false;
    for (int j = i + 1; is(i, "from") && j < tokens.size() && sameLine(i, j); j++) {
      found |= is(j, "import");
    }
    return found;
  }

  /** {@code def forward(self, x):}. */
  private boolean isFunction(int i) {
    if (type(i) != NnParser.DEF || type(i + 1) != NnParser.CALL) {
      return false;
    }
    int close = i + 2;
    while (close < tokens.size() && type(close) != NnParser.CLOSE && sameLine(i, close)) {
      close++;
    }
    return type(close) == NnParser.CLOSE && type(close + 1) == NnParser.COLON;
  }

  private boolean isSequential(int i) {
    return is(i, "nn")
        && type(i + 1) == NnParser.DOT
        && (is(i + 2, "Sequential(") || is(i + 2, "Sequential"));
  }

  /** {@code Net( (conv1): Conv2d(...)}. */
  private boolean isPrinted(int i) {
    boolean key = type(i + 2) == NnParser.NUMBER || type(i + 2) == NnParser.NAME;
    return type(i) == NnParser.CALL
        && type(i + 1) == NnParser.OPEN
        && key
        && type(i + 3) == NnParser.CLOSE
        && type(i + 4) == NnParser.COLON;
  }

  private boolean is(int index, String text) {
    return index < tokens.size() && tokens.get(index).getText().equals(text);
  }

  private int type(int index) {
    return index < tokens.size() ? tokens.get(index).getType() : Token.EOF;
  }

  private boolean sameLine(int a, int b) {
    return tokens.get(a).getLine() == tokens.get(b).getLine();
  }
}
