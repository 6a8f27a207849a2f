package dev.lamina.compiler.syntax;

import dev.lamina.compiler.source.Span;
import dev.lamina.grammar.NnLexer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.antlr.v4.runtime.CommonToken;
import org.antlr.v4.runtime.Token;

/**
 * Makes the tokens of a source. Reports what is wrong with single tokens and repairs them where the
 * meaning is plain, so that one mistake does not lead to another; checks the nesting before the
 * parser recurses into it.
 */
final class Scanner {
  /** How deep brackets and signs may nest. */
  static final int MAX_NESTING = 200;

  private final Positions positions;
  private final Problems problems;
  private final List<Token> tokens = new ArrayList<>();
  private int depth;
  private int signs;
  private boolean tooDeep;

  Scanner(Positions positions, Problems problems) {
    this.positions = positions;
    this.problems = problems;
  }

  /** Whether the source nests too deeply to be parsed. */
  boolean tooDeep() {
    return tooDeep;
  }

  /** The tokens, with the end of the file as the last. */
  List<Token> scan() {
    NnLexer lexer = new NnLexer(positions.stream());
    lexer.removeErrorListeners();
    Token token = lexer.nextToken();
    while (token.getType() != Token.EOF && token.getType() != NnLexer.UNCLOSED_COMMENT) {
      accept((CommonToken) token);
      if (tooDeep || problems.isFull()) {
        break;
      }
      token = lexer.nextToken();
    }
    if (token.getType() == NnLexer.UNCLOSED_COMMENT) {
      problem(token, "this comment is never closed", "close it with `*/`");
    }
    tokens.add(endOfFile(token));
    return tokens;
  }

  private static Token endOfFile(Token last) {
    CommonToken end = new CommonToken(last);
    end.setType(Token.EOF);
    return end;
  }

  private void accept(CommonToken token) {
    switch (token.getType()) {
      case NnLexer.PYTHON_COMMENT -> problem(token, "`#` does not begin a comment", "write `//`");
      case NnLexer.STRAY_COMMENT_END ->
          problem(token, "no comment is open here", "comments do not nest");
      case NnLexer.UNCLOSED_STRING -> {
        problem(token, "this string is not closed on its line", "close it with `\"`");
        tokens.add(token);
      }
      case NnLexer.PYTHON_STRING -> {
        String inner = token.getText().substring(1, token.getText().length() - 1);
        problem(token, "a string stands in double quotes", "write `\"" + inner + "\"`");
        repair(token, NnLexer.STRING);
      }
      case NnLexer.WRONG_ARROW -> wrongArrow(token);
      case NnLexer.MALFORMED_NUMBER -> malformedNumber(token);
      case NnLexer.STRAY -> stray(token);
      default -> {
        nest(token);
        tokens.add(token);
      }
    }
  }

  private void malformedNumber(CommonToken token) {
    String text = token.getText();
    String message = "`" + text + "` is neither a number nor a name";
    if (text.matches("\\d+x\\d+")) {
      problem(token, message, "write a pair: `(" + text.replace("x", ", ") + ")`");
    } else if (text.matches("\\d+\\.")) {
      problem(token, message, "write `" + text + "0`, or `" + text.replace(".", "") + "`");
    } else {
      problem(token, message, "a name begins with a letter; numbers look like 12, 0.5 and 1e-5");
    }
    repair(token, NnLexer.NUMBER);
  }

  private void wrongArrow(CommonToken token) {
    problem(token, "`" + token.getText() + "` joins nothing", "stages are joined by `->`");
    repair(token, NnLexer.ARROW);
  }

  private void stray(CommonToken token) {
    String text = token.getText();
    if (text.equals("\u2192")) {
      wrongArrow(token);
      return;
    }
    if (follows(token)) {
      tokens.add(token);
      return;
    }
    if (Character.isLetter(text.codePointAt(0))) {
      foreignLetter(token);
      return;
    }
    String message = "`" + text + "` means nothing here";
    switch (text) {
      case ";" ->
          problem(token, message, depth == 0 ? "statements need no separator" : "write `,`");
      case "'" -> problem(token, message, "a string stands in double quotes");
      case "\u201c", "\u201d", "\u2018", "\u2019" ->
          problem(token, "a string stands in plain double quotes", "write `\"`");
      case "\u2013", "\u2014", "\u2212" -> problem(token, message, "write a plain minus `-`");
      case "\u00d7" -> problem(token, message, "write `*`");
      case "@" -> problem(token, message, "a matrix product is a `linear` layer");
      case "<", "!", "&", "^", "~" ->
          problem(token, message, "the operators are `+`, `-`, `*` and `/`");
      default -> problem(token, printable(text, message));
    }
    if (!text.equals(";") || depth > 0) {
      tokens.add(token);
    }
  }

  private void foreignLetter(CommonToken token) {
    Span word = word(positions.of(token));
    problems.add(
        Problem.of(
            word,
            "`" + token.getText() + "` cannot stand in a name",
            "names are made of A to Z, a to z, 0 to 9 and `_`",
            "a label may hold other letters in quotes: `\"" + word.text() + "\": relu`"));
    tokens.add(token);
  }

  /** The whole word around a letter. */
  private static Span word(Span letter) {
    String text = letter.source().text();
    int start = letter.start();
    int end = letter.end();
    while (start > 0 && isInWord(text.charAt(start - 1))) {
      start--;
    }
    while (end < text.length() && isInWord(text.charAt(end))) {
      end++;
    }
    return new Span(letter.source(), start, end);
  }

  private static boolean isInWord(char c) {
    return Character.isLetterOrDigit(c) || c == '_';
  }

  /** Whether the token continues a run of stray characters that is reported already. */
  private boolean follows(Token token) {
    if (tokens.isEmpty()) {
      return false;
    }
    Token last = tokens.get(tokens.size() - 1);
    return last.getType() == NnLexer.STRAY && last.getStopIndex() + 1 == token.getStartIndex();
  }

  private static String printable(String text, String message) {
    int point = text.codePointAt(0);
    boolean visible =
        Character.isDefined(point)
            && !Character.isISOControl(point)
            && !Character.isWhitespace(point)
            && !Character.isSpaceChar(point)
            && Character.getType(point) != Character.FORMAT
            && Character.getType(point) != Character.SURROGATE;
    return visible
        ? message
        : String.format(Locale.ROOT, "the invisible character U+%04X means nothing here", point);
  }

  private void repair(CommonToken token, int type) {
    token.setType(type);
    tokens.add(token);
  }

  private void nest(Token token) {
    signs = token.getType() == NnLexer.MINUS ? signs + 1 : 0;
    if (isOpening(token)) {
      depth++;
    } else if (isClosing(token)) {
      depth = Math.max(0, depth - 1);
    }
    if (depth + signs > MAX_NESTING) {
      tooDeep = true;
      problem(
          token, "this nests more than " + MAX_NESTING + " deep", "use a `def` for the inner part");
    }
  }

  static boolean isOpening(Token token) {
    return switch (token.getType()) {
      case NnLexer.OPEN,
          NnLexer.CALL,
          NnLexer.REPEAT_CALL,
          NnLexer.OPEN_BRACE,
          NnLexer.OPEN_BRACKET ->
          true;
      default -> false;
    };
  }

  static boolean isClosing(Token token) {
    return switch (token.getType()) {
      case NnLexer.CLOSE, NnLexer.CLOSE_BRACE, NnLexer.CLOSE_BRACKET -> true;
      default -> false;
    };
  }

  private void problem(Token token, String message, String... hints) {
    Span span = positions.of(token);
    problems.add(Problem.of(span, message, hints));
  }
}
