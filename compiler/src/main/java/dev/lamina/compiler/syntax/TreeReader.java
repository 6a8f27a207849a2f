package dev.lamina.compiler.syntax;

import dev.lamina.compiler.source.Span;
import dev.lamina.grammar.NnParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.tree.TerminalNode;

/** Makes syntax records of ANTLR's tree. The tree has no errors. */
final class TreeReader {
  /** The most of an expression, group or concat; what walks one later recurses into it. */
  private static final int MAX_OPERANDS = 200;

  private final Positions positions;
  private final Problems problems;

  TreeReader(Positions positions, Problems problems) {
    this.positions = positions;
    this.problems = problems;
  }

  Model model(NnParser.ModelContext tree) {
    List<Statement> statements = tree.statement().stream().map(this::statement).toList();
    return new Model(positions.source(), statements);
  }

  private Statement statement(NnParser.StatementContext tree) {
    Span span = positions.of(tree);
    if (tree instanceof NnParser.NetworkStatementContext network) {
      return new Statement.NetworkName(span, network.NAME().stream().map(this::name).toList());
    }
    if (tree instanceof NnParser.DefStatementContext def) {
      return def(span, def);
    }
    if (tree instanceof NnParser.WeightsStatementContext weights) {
      return new Statement.Weights(span, text(weights.STRING()));
    }
    if (tree instanceof NnParser.NamedStatementContext named) {
      return new Statement.Named(span, name(named.NAME()), chain(named.chain()));
    }
    if (tree instanceof NnParser.OutputStatementContext output) {
      return new Statement.Output(span, name(output.NAME()), chain(output.chain()));
    }
    return new Statement.Bare(span, chain(((NnParser.BareStatementContext) tree).chain()));
  }

  private Statement def(Span span, NnParser.DefStatementContext tree) {
    NnParser.SignatureContext signature = tree.signature();
    TerminalNode call = signature.CALL();
    Name name = call == null ? name(signature.NAME()) : callee(call);
    List<Statement.Param> params = signature.parameter().stream().map(this::parameter).toList();
    return new Statement.Def(span, name, params, chain(tree.chain()));
  }

  private Statement.Param parameter(NnParser.ParameterContext tree) {
    return new Statement.Param(
        name(tree.NAME()), Optional.ofNullable(tree.value()).map(this::value));
  }

  private Chain chain(NnParser.ChainContext tree) {
    return new Chain(positions.of(tree), tree.stage().stream().map(this::stage).toList());
  }

  /** The operands of a group or concat. */
  private List<Chain> operands(List<NnParser.ChainContext> trees) {
    if (trees.size() > MAX_OPERANDS) {
      problems.add(
          Problem.of(
              positions.of(trees.get(MAX_OPERANDS)),
              "a group or concat has at most "
                  + MAX_OPERANDS
                  + " operands, this one has "
                  + trees.size(),
              "join some of them in groups or concats of their own"));
      return List.of(chain(trees.get(0)));
    }
    return trees.stream().map(this::chain).toList();
  }

  private Stage stage(NnParser.StageContext tree) {
    Optional<Name> label = Optional.ofNullable(tree.name()).map(this::name);
    return new Stage(positions.of(tree), label, atom(tree.atom()));
  }

  private Atom atom(NnParser.AtomContext tree) {
    Span span = positions.of(tree);
    if (tree instanceof NnParser.CallContext call) {
      List<Argument> arguments = call.argument().stream().map(this::argument).toList();
      return new Atom.Use(span, callee(call.CALL()), Optional.of(arguments));
    }
    if (tree instanceof NnParser.BareNameContext bare) {
      return new Atom.Use(span, name(bare.NAME()), Optional.empty());
    }
    if (tree instanceof NnParser.BlockContext block) {
      return new Atom.Block(span, name(block.name()), chain(block.chain()));
    }
    if (tree instanceof NnParser.RepeatContext repeat) {
      return new Atom.Repeat(span, expression(repeat.expression()), chain(repeat.chain()));
    }
    if (tree instanceof NnParser.GroupContext group) {
      List<Atom.Operator> operators = group.operator().stream().map(this::operator).toList();
      return new Atom.Group(span, operands(group.chain()), operators);
    }
    return new Atom.Concat(span, operands(((NnParser.ConcatContext) tree).chain()));
  }

  private Atom.Operator operator(NnParser.OperatorContext tree) {
    return new Atom.Operator(positions.of(tree), tree.getText().charAt(0));
  }

  private Argument argument(NnParser.ArgumentContext tree) {
    Optional<Name> name = Optional.ofNullable(tree.NAME()).map(this::name);
    return new Argument(positions.of(tree), name, value(tree.value()));
  }

  private Value value(NnParser.ValueContext tree) {
    if (tree.STRING() != null) {
      return text(tree.STRING());
    }
    if (tree.tuple() != null) {
      List<Expression> elements = tree.tuple().expression().stream().map(this::expression).toList();
      return new Value.Tuple(positions.of(tree), elements);
    }
    return new Value.Scalar(positions.of(tree), expression(tree.expression()));
  }

  private Expression expression(NnParser.ExpressionContext tree) {
    return fold(tree, tree.term().stream().map(this::term).toList());
  }

  private Expression term(NnParser.TermContext tree) {
    return fold(tree, tree.factor().stream().map(this::factor).toList());
  }

  private Expression factor(NnParser.FactorContext tree) {
    Span span = positions.of(tree);
    if (tree.NUMBER() != null) {
      return new Expression.Literal(span, tree.getText());
    }
    if (tree.NAME() != null) {
      return new Expression.Reference(span, tree.getText());
    }
    if (tree.factor() != null) {
      return new Expression.Negate(span, factor(tree.factor()));
    }
    return expression(tree.expression());
  }

  /** Joins operands from the left; the operators stand between them in the tree. */
  private Expression fold(ParserRuleContext tree, List<Expression> operands) {
    List<Expression> kept = operands;
    if (operands.size() > MAX_OPERANDS) {
      String message = "an expression has at most " + MAX_OPERANDS + " operands, this one has ";
      problems.add(Problem.of(positions.of(tree), message + operands.size()));
      kept = new ArrayList<>(operands.subList(0, 1));
    }
    Expression result = kept.get(0);
    for (int i = 1; i < kept.size(); i++) {
      Expression right = kept.get(i);
      char symbol = tree.getChild(2 * i - 1).getText().charAt(0);
      Token last = ((ParserRuleContext) tree.getChild(2 * i)).getStop();
      Span span = positions.of(tree.getStart(), last);
      result = new Expression.Binary(span, symbol, result, right);
    }
    return result;
  }

  private Name name(NnParser.NameContext tree) {
    Token token = tree.getStart();
    String text = token.getText();
    boolean quoted = token.getType() == NnParser.STRING;
    return new Name(positions.of(token), quoted ? unquoted(text) : text, quoted);
  }

  private Name name(TerminalNode node) {
    return new Name(positions.of(node.getSymbol()), node.getText(), false);
  }

  /** The name in a CALL token, which ends in a parenthesis. */
  private Name callee(TerminalNode call) {
    Span whole = positions.of(call.getSymbol());
    String text = call.getText();
    Span span = new Span(whole.source(), whole.start(), whole.end() - 1);
    return new Name(span, text.substring(0, text.length() - 1), false);
  }

  private Value.Text text(TerminalNode string) {
    return new Value.Text(positions.of(string.getSymbol()), unquoted(string.getText()));
  }

  private static String unquoted(String text) {
    return text.substring(1, text.length() - 1);
  }
}
