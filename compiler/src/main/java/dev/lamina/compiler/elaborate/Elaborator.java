package dev.lamina.compiler.elaborate;

import dev.lamina.compiler.diag.CompilationException;
import dev.lamina.compiler.diag.Diagnostics;
import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.source.Span;
import dev.lamina.compiler.syntax.Atom;
import dev.lamina.compiler.syntax.Chain;
import dev.lamina.compiler.syntax.Model;
import dev.lamina.compiler.syntax.Name;
import dev.lamina.compiler.syntax.Statement;
import java.util.List;
import java.util.Optional;

/** Turns a parsed file into its graph. */
public final class Elaborator {
  private static final String RESULT = "output";

  private final Model model;
  private final Reporter reporter;
  private final GraphBuilder graph = new GraphBuilder();
  private final Declarations declarations;
  private final Inputs inputs;
  private final Expansion expansion;
  private final Heads heads;
  private final Naming naming = Naming.root();
  private boolean implicitInput;
  private boolean chainsBefore;
  private Optional<Statement.Bare> result = Optional.empty();

  private Elaborator(Model model, ElaborationOptions options, Diagnostics log) {
    this.model = model;
    this.reporter = new Reporter(log);
    this.declarations = new Declarations(model, reporter);
    this.inputs = new Inputs(graph, reporter, options.inputShapes());
    LayerUse layers = new LayerUse(graph, reporter, options.weights());
    this.heads = new Heads(declarations);
    long inputsInFile = hasOneChain() ? heads.inputs(model) : 1;
    this.expansion =
        new Expansion(declarations, graph, reporter, inputs, layers, heads, inputsInFile);
  }

  /**
   * The graph of {@code model}.
   *
   * @throws CompilationException if {@code log} holds an error then
   */
  public static Graph elaborate(Model model, ElaborationOptions options, Diagnostics log) {
    try {
      Elaborator elaborator = new Elaborator(model, options, log);
      String className =
          new ClassName(model.source(), options.outerName(), log)
              .of(elaborator.declarations.network());
      elaborator.run();
      log.throwIfErrors();
      return elaborator.graph.build(className, model.source());
    } catch (LimitReached e) {
      throw new CompilationException(log.all());
    }
  }

  private void run() {
    model.statements().forEach(this::statement);
    inputs.checkAgainstDeclared();
    boolean hasResult = checkResult();
    if (hasResult && !reporter.hasUnknownName()) {
      declarations.reportUnused();
    }
  }

  private void statement(Statement statement) {
    if (statement instanceof Statement.Named n) {
      expansion.define(n.name().text(), chain(n.chain(), Optional.of(n.name())));
    } else if (statement instanceof Statement.Output o) {
      Flow flow = chain(o.chain(), Optional.of(o.name()));
      expansion.define(o.name().text(), flow);
      graph.output(o.name().text(), flow);
    } else if (statement instanceof Statement.Bare b) {
      bare(b);
    }
  }

  private void bare(Statement.Bare bare) {
    boolean begins = begins(bare.chain());
    Flow flow = chain(bare.chain(), Optional.empty());
    if (begins && result.isPresent() && !reporter.hasUnknownName()) {
      reporter
          .error(first(bare.chain()), "a second chain without a name")
          .note(first(result.get().chain()), "here is the first")
          .hint("name what comes out: `output a = ...` and `output b = ...`");
    }
    if (result.isEmpty()) {
      result = Optional.of(bare);
      graph.output(RESULT, flow);
    }
  }

  private Flow chain(Chain chain, Optional<Name> name) {
    Flow flow = expansion.statement(chain, name, start(chain, name.isEmpty()), naming);
    chainsBefore = true;
    return flow;
  }

  /** What a statement's chain starts with: nothing where it begins with an input or a value. */
  private Flow start(Chain chain, boolean bare) {
    Optional<Atom.Use> first = heads.taking(chain, Scope.FILE);
    if (first.isEmpty()) {
      return Flow.NOTHING;
    }
    boolean implicit = begins(chain);
    implicitInput |= implicit;
    if (!declarations.isLayer(first.get().name().text())) {
      return Flow.POISON;
    } else if (implicit) {
      return inputs.implicit(first.get().span());
    }
    Span span = first.get().span();
    Diagnostics.Entry entry =
        reporter
            .error(span, "nothing reaches `" + Texts.brief(span) + "`")
            .hint("begin the chain or branch with `input(3, 32, 32)` or a named value");
    if (bare && chainsBefore && span.start() == chain.span().start()) {
      entry.hint("or put `->` before it, if it continues the chain above");
    }
    return Flow.POISON;
  }

  /** Several chains without a name are a mistake that says more than their inputs' names. */
  private boolean hasOneChain() {
    return model.statements().stream().filter(Statement.Bare.class::isInstance).count() <= 1;
  }

  /** Whether the chain begins as it may. */
  private boolean begins(Chain chain) {
    boolean takes = heads.taking(chain, Scope.FILE).isPresent();
    return !takes || (!declarations.hasInput() && !implicitInput);
  }

  private static Span first(Chain chain) {
    return chain.stages().get(0).span();
  }

  /** Exactly one bare chain or any number of outputs; whether there is any. */
  private boolean checkResult() {
    List<Statement.Output> outputs =
        model.statements().stream()
            .filter(Statement.Output.class::isInstance)
            .map(Statement.Output.class::cast)
            .toList();
    if (result.isPresent() && !outputs.isEmpty()) {
      reporter
          .error(first(result.get().chain()), "a chain without a name beside `output` statements")
          .note(outputs.get(0).span(), "here is an `output`")
          .hint("give it a name as well: `output name = ...`, or `name = ...` for a value");
    } else if (result.isEmpty() && outputs.isEmpty()) {
      noResult();
      return false;
    }
    return true;
  }

  private void noResult() {
    Optional<Statement.Named> last =
        model.statements().stream()
            .filter(Statement.Named.class::isInstance)
            .map(Statement.Named.class::cast)
            .reduce((a, b) -> b);
    String message = "the network has no result";
    if (last.isPresent()) {
      String name = last.get().name().text();
      reporter
          .error(last.get().name().span(), message)
          .hint("make this value the result: `output " + name + " = ...`");
    } else {
      reporter
          .error(new Span(model.source(), 0, 0), message)
          .hint("write a chain such as `input(1, 28, 28) -> conv(6, 5) -> relu`");
    }
  }
}
