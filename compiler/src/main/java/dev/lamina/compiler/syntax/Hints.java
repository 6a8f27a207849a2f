package dev.lamina.compiler.syntax;

import dev.lamina.grammar.NnParser;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;

/** What to write instead, for the mistakes that people make. */
final class Hints {
  private final List<Token> tokens;

  Hints(List<Token> tokens) {
    this.tokens = tokens;
  }

  Optional<String> find(Token before, Token at, ParserRuleContext context) {
    String hint = keyword(before, at);
    if (hint == null) {
      hint = definition(before, at, context);
    }
    if (hint == null) {
      hint = Messages.inArguments(context) ? argument(before, at) : stage(before, at, context);
    }
    if (hint == null && Scanner.isClosing(at) && context instanceof NnParser.ModelContext) {
      hint = "no bracket is open for it";
    }
    return Optional.ofNullable(hint);
  }

  private String keyword(Token before, Token at) {
    if (before == null) {
      return null;
    }
    if (at.getType() == NnParser.ASSIGN
        && isKeyword(before)
        && before.getType() != NnParser.OUTPUT) {
      return "`" + before.getText() + "` is a keyword; take another name";
    }
    return switch (before.getType()) {
      case NnParser.NETWORK ->
          at.getType() == NnParser.STRING
              ? "write the name without quotes"
              : "for example `network com.acme.LeNet`";
      case NnParser.DEF -> "for example `def block(out) = conv(out, 3, pad=1) -> relu`";
      case NnParser.WEIGHTS -> "for example `weights \"model.safetensors\"`";
      case NnParser.OUTPUT -> "for example `output scores = linear(10)`";
      case NnParser.REPEAT -> repeat(at);
      default -> null;
    };
  }

  private static boolean isKeyword(Token token) {
    return switch (token.getType()) {
      case NnParser.NETWORK, NnParser.DEF, NnParser.WEIGHTS, NnParser.OUTPUT, NnParser.REPEAT ->
          true;
      default -> false;
    };
  }

  private static String repeat(Token at) {
    return at.getType() == NnParser.OPEN
        ? "write `repeat(` without the space"
        : "for example `repeat(3) { conv(64, 3, pad=1) -> relu }`";
  }

  private String definition(Token before, Token at, ParserRuleContext context) {
    if (context instanceof NnParser.DefStatementContext && at.getType() == NnParser.OPEN) {
      return "write `" + before.getText() + "(` without the space";
    }
    boolean parameters =
        context instanceof NnParser.SignatureContext
            || context instanceof NnParser.ParameterContext;
    if (!parameters || at.getType() != NnParser.CLOSE) {
      return null;
    }
    return before.getType() == NnParser.CALL
        ? "a def without parameters has no parentheses"
        : "no comma stands behind the last parameter";
  }

  private static String argument(Token before, Token at) {
    return switch (at.getType()) {
      case NnParser.OPEN_BRACKET -> "a tuple is written `(1, 2)`";
      case NnParser.CALL -> "arguments are numbers, words and tuples; a layer cannot be one";
      case NnParser.NETWORK, NnParser.DEF, NnParser.WEIGHTS, NnParser.OUTPUT, NnParser.REPEAT ->
          Messages.endsValue(before)
              ? null
              : "`" + at.getText() + "` is a keyword, which is no value";
      case NnParser.NUMBER, NnParser.NAME, NnParser.STRING ->
          before.getType() == NnParser.NAME || before.getType() == NnParser.NUMBER
              ? "a comma separates arguments: `" + before.getText() + ", " + at.getText() + "`"
              : null;
      case NnParser.COMMA ->
          Messages.endsValue(before) ? "tuples do not nest" : "no value stands before this comma";
      default -> null;
    };
  }

  private String stage(Token before, Token at, ParserRuleContext context) {
    return switch (at.getType()) {
      case NnParser.NUMBER -> number(before, at);
      case NnParser.DOT -> dot(at);
      case NnParser.CLOSE_BRACKET ->
          context instanceof NnParser.ConcatContext
              ? "a concat joins two values or more: `[a, b]`"
              : null;
      case NnParser.PLUS, NnParser.MINUS, NnParser.STAR, NnParser.SLASH ->
          context instanceof NnParser.ModelContext
              ? "operators stand in parentheses: `(a " + at.getText() + " b)`"
              : null;
      case NnParser.COLON -> "a label is one name before a layer: `name: layer`";
      case NnParser.ARROW ->
          before == null
              ? "begin with `input(...)` or a layer"
              : before.getType() == NnParser.ARROW ? "one `->` joins two layers" : null;
      case NnParser.ASSIGN -> "a value is named by `name = ...`";
      case NnParser.OPEN_BRACE ->
          context instanceof NnParser.RepeatContext ? null : "a block is written `name { ... }`";
      case NnParser.NETWORK, NnParser.DEF, NnParser.WEIGHTS, NnParser.OUTPUT, NnParser.REPEAT ->
          "`" + at.getText() + "` is a keyword; it can only be a label or a block's name here";
      case NnParser.CLOSE_BRACE ->
          before != null && before.getType() == NnParser.OPEN_BRACE
              ? "braces hold at least one layer; `identity` does nothing"
              : null;
      case Token.EOF ->
          before != null && before.getType() == NnParser.ARROW
              ? "write a layer behind `->`, or remove it"
              : text(before);
      default -> text(before);
    };
  }

  private static String text(Token before) {
    return before != null && before.getType() == NnParser.STRING
        ? "a string names a block or a label; layers are written without quotes"
        : null;
  }

  private String number(Token before, Token at) {
    if (at.getText().startsWith(".")) {
      return "a label has no dots; nest blocks: `layer1 { ... }`";
    }
    Token next = following(at, 1);
    if (next.getType() == NnParser.COLON || next.getType() == NnParser.OPEN_BRACE) {
      return "a number as a name is quoted: `\"" + at.getText() + "\"" + next.getText() + "`";
    }
    if (next.getType() == NnParser.CLOSE && following(at, 2).getType() == NnParser.COLON) {
      return "stages are numbered by their place; leave `(" + at.getText() + "):` out";
    }
    return isOperator(before) || isOperator(next)
        ? "constants are not operands; `normalize(mean=0, std=10)` multiplies a value by 0.1"
        : "numbers stand in the arguments of a layer";
  }

  private Token following(Token token, int distance) {
    return tokens.get(Math.min(token.getTokenIndex() + distance, tokens.size() - 1));
  }

  private static boolean isOperator(Token token) {
    return token != null
        && switch (token.getType()) {
          case NnParser.PLUS, NnParser.MINUS, NnParser.STAR, NnParser.SLASH -> true;
          default -> false;
        };
  }

  private String dot(Token at) {
    Token next = following(at, 1);
    if (next.getType() == NnParser.CALL || next.getType() == NnParser.NAME) {
      String name = next.getText().toLowerCase(Locale.ROOT);
      return "names of layers have no prefix: write `" + name + "`";
    }
    return null;
  }
}
