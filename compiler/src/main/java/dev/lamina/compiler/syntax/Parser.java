package dev.lamina.compiler.syntax;

import dev.lamina.compiler.diag.Diagnostics;
import dev.lamina.compiler.source.Source;
import dev.lamina.compiler.source.Span;
import dev.lamina.grammar.NnParser;
import java.util.List;
import java.util.Optional;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.ListTokenSource;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.misc.ParseCancellationException;

/** Parses {@code .nn} text. */
public final class Parser {
  /** The longest source, in characters. */
  public static final int MAX_LENGTH = 1_000_000;

  private Parser() {}

  /**
   * The syntax of a source. Reports every mistake that is not the consequence of an earlier one;
   * the model has no statements then.
   */
  public static Model parse(Source source, Diagnostics diagnostics) {
    if (source.text().length() > MAX_LENGTH) {
      diagnostics
          .error(new Span(source, 0, 0), "this source is longer than 1 MB")
          .hint("a network of many equal parts is written with `repeat` and `def`");
      return new Model(source, List.of());
    }
    Problems problems = new Problems();
    Model model = parse(new Positions(source), problems);
    problems.report(diagnostics);
    return problems.isEmpty() ? model : new Model(source, List.of());
  }

  private static Model parse(Positions positions, Problems problems) {
    Scanner scanner = new Scanner(positions, problems);
    List<Token> tokens = scanner.scan();
    Model empty = new Model(positions.source(), List.of());
    Optional<Problem> python = Python.find(tokens, positions);
    if (python.isPresent()) {
      problems.replaceBy(python.get());
      return empty;
    }
    if (scanner.tooDeep() || problems.isFull()) {
      return empty;
    }
    NnParser parser = new NnParser(new CommonTokenStream(new ListTokenSource(tokens)));
    parser.removeErrorListeners();
    parser.setErrorHandler(new Recovery(tokens, problems, new Messages(positions, tokens)));
    try {
      NnParser.ModelContext tree = parser.model();
      return problems.isEmpty() ? new TreeReader(positions, problems).model(tree) : empty;
    } catch (ParseCancellationException e) {
      return empty;
    }
  }
}
