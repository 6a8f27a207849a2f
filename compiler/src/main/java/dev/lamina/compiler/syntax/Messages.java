package dev.lamina.compiler.syntax;

import dev.lamina.compiler.source.Span;
import dev.lamina.grammar.NnParser;
import java.util.List;
import java.util.Optional;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;

/** Says what was expected where a token cannot stand, and what was found. */
final class Messages {
  private static final int LONGEST_QUOTE = 30;

  private final Positions positions;
  private final List<Token> tokens;
  private final Hints hints;

  Messages(Positions positions, List<Token> tokens) {
    this.positions = positions;
    this.tokens = tokens;
    this.hints = new Hints(tokens);
  }

  /** The error that {@code at} stands where it does; {@code context} is the innermost rule. */
  Problem unexpected(Token at, ParserRuleContext context) {
    Optional<Problem> spaced = spaceBeforeArguments(at, context);
    if (spaced.isPresent()) {
      return spaced.get();
    }
    Token before = before(at);
    String message = "expected " + expected(before, at, context) + ", found " + found(at);
    Problem problem = Problem.of(span(at, before), message);
    Optional<String> hint = hints.find(before, at, context);
    if (hint.isPresent()) {
      problem = problem.withHint(hint.get());
    }
    return withOpening(problem, at, context);
  }

  private Span span(Token at, Token before) {
    boolean end = at.getType() == Token.EOF && before != null;
    return end ? positions.after(before) : positions.of(at);
  }

  private Token before(Token at) {
    int index = at.getTokenIndex();
    return index == 0 ? null : tokens.get(index - 1);
  }

  private static String found(Token at) {
    if (at.getType() == Token.EOF) {
      return "the end of the file";
    }
    String text = at.getText();
    int length = text.codePointCount(0, text.length());
    return length <= LONGEST_QUOTE
        ? "`" + text + "`"
        : "`" + text.substring(0, text.offsetByCodePoints(0, LONGEST_QUOTE)) + "...`";
  }

  private static String expected(Token before, Token at, ParserRuleContext context) {
    if (context instanceof NnParser.ModelContext) {
      return before == null ? "a layer" : "`->` or a new statement";
    }
    if (context instanceof NnParser.StatementContext) {
      return inStatement(before);
    }
    if (context instanceof NnParser.SignatureContext) {
      return endsValue(before) ? "`,` or `)`" : "a parameter's name";
    }
    if (context instanceof NnParser.ParameterContext && !endsValue(before)) {
      return "a parameter's name";
    }
    if (context instanceof NnParser.RepeatContext) {
      return before.getType() == NnParser.CLOSE ? "`{`" : endOfChain(context, "`)`");
    }
    return inArguments(context) ? argument(before, at, context) : stage(before, context);
  }

  private static String inStatement(Token before) {
    if (before == null) {
      return "a layer";
    }
    return switch (before.getType()) {
      case NnParser.NETWORK, NnParser.DOT -> "the network's name";
      case NnParser.DEF -> "the name of a def";
      case NnParser.WEIGHTS -> "the name of a file in quotes";
      case NnParser.OUTPUT -> "the name of an output";
      case NnParser.NAME, NnParser.CLOSE -> "`=`";
      default -> "`:` or `{`";
    };
  }

  static boolean inArguments(ParserRuleContext context) {
    return context instanceof NnParser.CallContext
        || context instanceof NnParser.ArgumentContext
        || context instanceof NnParser.ParameterContext
        || context instanceof NnParser.ValueContext
        || context instanceof NnParser.TupleContext
        || context instanceof NnParser.ExpressionContext
        || context instanceof NnParser.TermContext
        || context instanceof NnParser.FactorContext;
  }

  private static String argument(Token before, Token at, ParserRuleContext context) {
    if (endsValue(before)) {
      return at.getType() == NnParser.COMMA ? "`)`" : "`,` or `)`";
    }
    boolean between = before.getType() == NnParser.CALL || before.getType() == NnParser.COMMA;
    return between && context instanceof NnParser.CallContext ? "an argument or `)`" : "a value";
  }

  static boolean endsValue(Token token) {
    return switch (token.getType()) {
      case NnParser.NUMBER, NnParser.NAME, NnParser.STRING, NnParser.CLOSE -> true;
      default -> false;
    };
  }

  private static String stage(Token before, ParserRuleContext context) {
    if (before == null) {
      return "a layer";
    }
    return switch (before.getType()) {
      case NnParser.COLON -> "a layer after the label";
      case NnParser.NETWORK, NnParser.DEF, NnParser.WEIGHTS, NnParser.OUTPUT, NnParser.REPEAT ->
          "`:` or `{` after `" + before.getText() + "`";
      case NnParser.STRING -> "`:` or `{` after " + before.getText();
      case NnParser.NAME, NnParser.CLOSE, NnParser.CLOSE_BRACE, NnParser.CLOSE_BRACKET ->
          endOfChain(context, "a new statement");
      default -> "a layer";
    };
  }

  private static String endOfChain(ParserRuleContext context, String otherwise) {
    if (context instanceof NnParser.GroupContext) {
      return "`->`, an operator or `)`";
    }
    if (context instanceof NnParser.ConcatContext concat) {
      return concat.chain().size() < 2 ? "`->` or `,`" : "`->`, `,` or `]`";
    }
    boolean repeat = context instanceof NnParser.RepeatContext r && r.chain() != null;
    if (repeat || context instanceof NnParser.BlockContext) {
      return "`->` or `}`";
    }
    return context instanceof NnParser.RepeatContext ? otherwise : "`->` or " + otherwise;
  }

  /** {@code conv (64, 3)}: what looks like arguments, in a group because of the space before. */
  private Optional<Problem> spaceBeforeArguments(Token at, ParserRuleContext context) {
    ParserRuleContext tree = context;
    while (tree != null && !(tree instanceof NnParser.GroupContext)) {
      boolean inside =
          tree instanceof NnParser.StageContext
              || tree instanceof NnParser.ChainContext
              || (tree instanceof NnParser.AtomContext && tree.getStart() == at);
      if (!inside && !(tree instanceof NnParser.NameContext)) {
        return Optional.empty();
      }
      tree = tree.getParent();
    }
    if (tree == null || !looksLikeArgument(at)) {
      return Optional.empty();
    }
    int open = tree.getStart().getTokenIndex();
    Token name = open == 0 ? null : tokens.get(open - 1);
    if (name == null || name.getType() != NnParser.NAME || name.getLine() != line(open)) {
      return Optional.empty();
    }
    String call = name.getText() + "(";
    return Optional.of(
        Problem.of(
            positions.of(name, tree.getStart()),
            "a space stands between `" + name.getText() + "` and its arguments",
            "write `" + call + "` without the space; a `(` after a space begins a group"));
  }

  private int line(int index) {
    return tokens.get(index).getLine();
  }

  private static boolean looksLikeArgument(Token at) {
    return switch (at.getType()) {
      case NnParser.NUMBER, NnParser.COMMA, NnParser.ASSIGN, NnParser.MINUS, NnParser.CLOSE -> true;
      default -> false;
    };
  }

  /** Shows the bracket that is still open, where its end was expected. */
  private Problem withOpening(Problem problem, Token at, ParserRuleContext context) {
    boolean unclosed = endsEarly(at);
    for (ParserRuleContext tree = context; unclosed && tree != null; tree = tree.getParent()) {
      Token opening = opening(tree);
      boolean farAway = opening != null && opening.getLine() != at.getLine();
      if (opening != null && (farAway || inArguments(context))) {
        String text = "`" + opening.getText() + "` opens here";
        return problem.withNote(positions.of(opening), text);
      }
      if (opening != null) {
        return problem;
      }
    }
    return problem;
  }

  private boolean endsEarly(Token at) {
    int index = at.getTokenIndex();
    boolean newLine = index > 0 && line(index - 1) < at.getLine();
    return at.getType() == Token.EOF || at.getType() == NnParser.ARROW || newLine;
  }

  private static Token opening(ParserRuleContext tree) {
    if (tree instanceof NnParser.BlockContext block && block.OPEN_BRACE() != null) {
      return block.OPEN_BRACE().getSymbol();
    }
    if (tree instanceof NnParser.RepeatContext repeat && repeat.OPEN_BRACE() != null) {
      return repeat.OPEN_BRACE().getSymbol();
    }
    boolean bracket =
        tree instanceof NnParser.CallContext
            || tree instanceof NnParser.RepeatContext
            || tree instanceof NnParser.GroupContext
            || tree instanceof NnParser.ConcatContext
            || tree instanceof NnParser.TupleContext;
    if (bracket) {
      return tree.getStart();
    }
    return tree instanceof NnParser.SignatureContext s && s.CALL() != null ? s.getStart() : null;
  }
}
