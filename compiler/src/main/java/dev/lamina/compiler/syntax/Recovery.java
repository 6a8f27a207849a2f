package dev.lamina.compiler.syntax;

import dev.lamina.grammar.NnParser;
import java.util.List;
import org.antlr.v4.runtime.DefaultErrorStrategy;
import org.antlr.v4.runtime.InputMismatchException;
import org.antlr.v4.runtime.Parser;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.misc.ParseCancellationException;

/**
 * Goes on after an error where that is sound: behind the broken stage, at the arrow or bracket that
 * its surroundings wait for, else at a line that plainly begins a statement. Nothing is inserted,
 * and nothing is deleted but what is skipped.
 */
final class Recovery extends DefaultErrorStrategy {
  private final List<Token> tokens;
  private final Problems problems;
  private final Messages messages;
  private RecognitionException reported;

  Recovery(List<Token> tokens, Problems problems, Messages messages) {
    this.tokens = tokens;
    this.problems = problems;
    this.messages = messages;
  }

  @Override
  public void reportError(Parser parser, RecognitionException e) {
    if (e == reported) {
      return;
    }
    reported = e;
    report(e.getOffendingToken(), parser.getContext());
  }

  private void report(Token at, ParserRuleContext context) {
    boolean known = at.getType() == NnParser.STRAY || at.getType() == NnParser.UNCLOSED_STRING;
    if (!known) {
      problems.add(messages.unexpected(at, context));
    }
    if (problems.isFull()) {
      throw new ParseCancellationException();
    }
  }

  @Override
  public Token recoverInline(Parser parser) {
    throw new InputMismatchException(parser);
  }

  /** Rules pass the exception on until one can continue. */
  @Override
  public void recover(Parser parser, RecognitionException e) {
    ParserRuleContext context = parser.getContext();
    if (context instanceof NnParser.StageContext) {
      int next = behindStage(context);
      if (next < 0) {
        throw e;
      }
      parser.getInputStream().seek(next);
    } else if (context instanceof NnParser.StatementContext) {
      int start = context.getStart().getTokenIndex();
      parser.getInputStream().seek(nextStatement(start, e.getOffendingToken().getTokenIndex()));
    } else {
      throw e;
    }
  }

  /** Between statements, what begins none is reported and skipped. */
  @Override
  public void sync(Parser parser) {
    if (!(parser.getContext() instanceof NnParser.ModelContext)) {
      return;
    }
    Token next = parser.getCurrentToken();
    while (next.getType() != Token.EOF && !beginsChain(next) && !beginsKeyword(next)) {
      report(next, parser.getContext());
      parser.getInputStream().seek(behindUnexpected(next.getTokenIndex()));
      next = parser.getCurrentToken();
    }
  }

  private int behindUnexpected(int index) {
    int depth = 0;
    for (int i = index; ; i++) {
      Token token = tokens.get(i);
      if (token.getType() == Token.EOF || (i > index && isStatementStart(i, depth))) {
        return i;
      }
      if (token.getType() == NnParser.ARROW && depth == 0) {
        return i + 1;
      }
      depth = Math.max(0, depth + change(token));
    }
  }

  /** Where the chain around a broken stage can go on, or -1. */
  private int behindStage(ParserRuleContext stage) {
    ParserRuleContext around = stage.getParent().getParent();
    int start = stage.getStart().getTokenIndex();
    int failed = Math.max(start, reported.getOffendingToken().getTokenIndex());
    int[] open = new int[Scanner.MAX_NESTING + 1];
    int depth = 0;
    for (int i = start; ; i++) {
      Token token = tokens.get(i);
      int type = token.getType();
      if (type == NnParser.ARROW) {
        while (depth > 0 && open[depth - 1] == NnParser.CALL) {
          depth--;
        }
      }
      boolean candidate = i >= failed && depth == 0;
      if (candidate && (type == NnParser.ARROW || closes(around, i))) {
        return i;
      }
      if (type == Token.EOF || (i > start && isStatementStart(i, depth))) {
        return -1;
      }
      if (Scanner.isOpening(token)) {
        open[depth++] = type;
      } else if (Scanner.isClosing(token)) {
        if (depth == 0) {
          return -1;
        }
        depth--;
      }
    }
  }

  /** Whether a token continues or ends what the stage's chain stands in. */
  private boolean closes(ParserRuleContext around, int index) {
    int type = type(index);
    if (type(index + 1) == NnParser.COLON) {
      return false;
    }
    if (around instanceof NnParser.GroupContext) {
      return switch (type) {
        case NnParser.CLOSE, NnParser.PLUS, NnParser.MINUS, NnParser.STAR, NnParser.SLASH -> true;
        default -> false;
      };
    }
    if (around instanceof NnParser.ConcatContext) {
      return type == NnParser.CLOSE_BRACKET || type == NnParser.COMMA;
    }
    boolean braces =
        around instanceof NnParser.BlockContext || around instanceof NnParser.RepeatContext;
    return braces && type == NnParser.CLOSE_BRACE;
  }

  private int nextStatement(int start, int failed) {
    int depth = 0;
    for (int i = start; ; i++) {
      if (tokens.get(i).getType() == Token.EOF) {
        return i;
      }
      if (i >= failed && i > start && isStatementStart(i, depth)) {
        return i;
      }
      depth = Math.max(0, depth + change(tokens.get(i)));
    }
  }

  private static int change(Token token) {
    return Scanner.isOpening(token) ? 1 : Scanner.isClosing(token) ? -1 : 0;
  }

  /** Whether a line begins here that can only be a new statement. */
  private boolean isStatementStart(int index, int depth) {
    Token token = tokens.get(index);
    if (index > 0 && tokens.get(index - 1).getLine() == token.getLine()) {
      return false;
    }
    if (beginsKeyword(token) && follows(index, token)) {
      return true;
    }
    boolean outside = depth == 0 && !continues(index - 1);
    if (token.getType() == NnParser.NAME && type(index + 1) == NnParser.ASSIGN) {
      return outside || token.getCharPositionInLine() == 0;
    }
    return outside && token.getCharPositionInLine() == 0 && beginsChain(token);
  }

  private boolean follows(int index, Token keyword) {
    int next = type(index + 1);
    return switch (keyword.getType()) {
      case NnParser.DEF -> next == NnParser.NAME || next == NnParser.CALL;
      case NnParser.WEIGHTS -> next == NnParser.STRING;
      case NnParser.OUTPUT -> next == NnParser.NAME && type(index + 2) == NnParser.ASSIGN;
      default -> next == NnParser.NAME;
    };
  }

  private boolean continues(int index) {
    return switch (type(index)) {
      case NnParser.ARROW, NnParser.ASSIGN, NnParser.COLON, NnParser.COMMA -> true;
      default -> false;
    };
  }

  private int type(int index) {
    return index < 0 || index >= tokens.size() ? Token.EOF : tokens.get(index).getType();
  }

  private static boolean beginsKeyword(Token token) {
    return switch (token.getType()) {
      case NnParser.NETWORK, NnParser.DEF, NnParser.WEIGHTS, NnParser.OUTPUT -> true;
      default -> false;
    };
  }

  private static boolean beginsChain(Token token) {
    return switch (token.getType()) {
      case NnParser.NAME,
          NnParser.CALL,
          NnParser.REPEAT,
          NnParser.REPEAT_CALL,
          NnParser.STRING,
          NnParser.OPEN,
          NnParser.OPEN_BRACKET ->
          true;
      default -> false;
    };
  }
}
