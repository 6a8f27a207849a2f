package dev.lamina.compiler.elaborate;

import dev.lamina.compiler.diag.Diagnostics;
import dev.lamina.compiler.layer.ArgumentValue;
import dev.lamina.compiler.layer.Arithmetic;
import dev.lamina.compiler.layer.Concat;
import dev.lamina.compiler.layer.Layer;
import dev.lamina.compiler.layer.LayerType;
import dev.lamina.compiler.layer.Layers;
import dev.lamina.compiler.layer.Shape;
import dev.lamina.compiler.layer.ShapeException;
import dev.lamina.compiler.source.Span;
import dev.lamina.compiler.syntax.Argument;
import dev.lamina.compiler.syntax.Atom;
import dev.lamina.compiler.syntax.Chain;
import dev.lamina.compiler.syntax.Expression;
import dev.lamina.compiler.syntax.Name;
import dev.lamina.compiler.syntax.Stage;
import dev.lamina.compiler.syntax.Statement;
import dev.lamina.compiler.syntax.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Expands chains into the graph: walks along their stages, into blocks, branches, repeats and defs.
 * Recursion is as deep as the source nests, never as long as a chain.
 */
final class Expansion {
  private final Declarations declarations;
  private final GraphBuilder graph;
  private final Reporter reporter;
  private final Inputs inputs;
  private final LayerUse layers;
  private final Limits limits;
  private final Extents extents;
  private final Heads heads;
  private final Map<String, Flow> values = new HashMap<>();
  private final long inputsInFile;
  private Optional<Name> defining = Optional.empty();
  private boolean wholeStatement;

  Expansion(
      Declarations declarations,
      GraphBuilder graph,
      Reporter reporter,
      Inputs inputs,
      LayerUse layers,
      Heads heads,
      long inputsInFile) {
    this.declarations = declarations;
    this.graph = graph;
    this.reporter = reporter;
    this.inputs = inputs;
    this.layers = layers;
    this.limits = new Limits(reporter);
    this.extents = new Extents(declarations);
    this.heads = heads;
    this.inputsInFile = inputsInFile;
  }

  /** Expands the chain of a statement; {@code in} is what it begins with, if not its own head. */
  Flow statement(Chain chain, Optional<Name> name, Flow in, Naming naming) {
    defining = name;
    wholeStatement = chain.stages().size() == 1;
    measure(chain, Scope.FILE);
    return chain(chain, in, Position.STATEMENT_HEAD, naming, Scope.FILE);
  }

  /** Refuses a chain at the first stage with which it becomes too long, before writing it out. */
  private void measure(Chain chain, Scope scope) {
    Extent ahead = Extent.NONE;
    for (Stage stage : chain.stages()) {
      ahead = ahead.plus(extents.of(stage.atom(), scope));
      limits.require(ahead, stage.atom().span());
    }
  }

  /** Makes a value visible from here on. */
  void define(String name, Flow flow) {
    values.putIfAbsent(name, flow);
  }

  private Flow chain(Chain chain, Flow in, Position head, Naming naming, Scope scope) {
    limits.enter(chain.span());
    Flow flow = in;
    Position position = head;
    for (Stage stage : chain.stages()) {
      flow = stage(stage, flow, position, naming, scope);
      position = Position.INSIDE;
    }
    limits.leave();
    return flow;
  }

  private Flow stage(Stage stage, Flow in, Position position, Naming naming, Scope scope) {
    Atom atom = stage.atom();
    limits.visit(atom.span());
    if (atom instanceof Atom.Use use) {
      return use(stage, use, in, position, naming, scope);
    } else if (atom instanceof Atom.Block block) {
      return block(stage, block, in, naming, scope);
    } else if (atom instanceof Atom.Repeat repeat) {
      return repeat(stage, repeat, in, naming, scope);
    } else if (atom instanceof Atom.Group group) {
      return group(stage, group, in, position, naming, scope);
    }
    return concat(stage, (Atom.Concat) atom, in, position, naming, scope);
  }

  private Flow use(
      Stage stage, Atom.Use use, Flow in, Position position, Naming naming, Scope scope) {
    String name = use.name().text();
    Optional<LayerType> type = Layers.named(name);
    if (declarations.isUnclear(name)) {
      return Flow.POISON;
    } else if (declarations.defs().containsKey(name)) {
      return def(stage, use, declarations.defs().get(name), in, naming, scope);
    } else if (name.equals(Declarations.INPUT)) {
      refuseLabel(stage, "an input", "name it in a statement: `image = " + brief(use) + "`");
      return input(use, position, scope);
    } else if (declarations.isValue(name)) {
      refuseLabel(stage, "a reference", "label the layer that it leads to");
      return reference(use, position, scope);
    }
    String path = claim(naming, stage);
    if (type.isEmpty()) {
      unknown(use, scope);
      return Flow.POISON;
    }
    return layers.elaborate(use, type.get(), path, in, scope);
  }

  private void unknown(Atom.Use use, Scope scope) {
    Name name = use.name();
    Optional<String> reason = Layers.refusedReason(name.text());
    if (reason.isPresent()) {
      reporter.error(use.span(), "`" + name.text() + "`: " + reason.get());
      return;
    }
    if (scope.parameters().containsKey(name.text())) {
      reporter
          .unknown(
              use.span(), "`" + name.text() + "` is a parameter, so it cannot stand as a layer")
          .hint("parameters hold numbers and words for arguments");
      return;
    }
    Diagnostics.Entry entry =
        reporter.unknown(
            name.span(),
            use.arguments().isPresent()
                ? "unknown layer `" + Texts.brief(name.span()) + "`"
                : "`"
                    + Texts.brief(name.span())
                    + "` is neither a layer nor a def or value of this file");
    entry.hint(
        Suggestions.forStage(name.text(), declarations.names())
            .orElse("layers have torch.nn's names in lower case, such as `conv` and `maxpool`"));
  }

  private Flow input(Atom.Use use, Position position, Scope scope) {
    if (position != Position.STATEMENT_HEAD || !scope.isFile()) {
      reporter
          .error(use.span(), "`input` begins a chain of the file and stands nowhere else")
          .hint(
              "for a further input, write a statement `name = "
                  + brief(use)
                  + "` and begin a branch with `name`");
      return Flow.POISON;
    }
    return inputs
        .name(defining.filter(n -> wholeStatement).map(Name::text), inputsInFile, use)
        .map(name -> inputs.declared(use, name))
        .orElse(Flow.POISON);
  }

  private Flow reference(Atom.Use use, Position position, Scope scope) {
    String name = use.name().text();
    if (!scope.isFile()) {
      reporter
          .error(use.span(), "the value `" + name + "` is not visible inside a def")
          .hint("a def sees its parameters, `channels` and what reaches it");
      return Flow.POISON;
    } else if (use.arguments().isPresent()) {
      reporter
          .error(use.span(), "`" + name + "` is a value, so it takes no arguments")
          .note(declarations.value(name).span(), "it is named here");
      return Flow.POISON;
    } else if (position == Position.INSIDE) {
      reporter
          .error(use.span(), "the value `" + name + "` stands inside a chain")
          .hint(
              "a value begins a chain or a branch: `( identity + "
                  + name
                  + " )` adds it, `[ identity, "
                  + name
                  + " ]` joins it");
      return Flow.POISON;
    } else if (!values.containsKey(name)) {
      undefined(use, name);
      return Flow.POISON;
    }
    return values.get(name);
  }

  private void undefined(Atom.Use use, String name) {
    if (defining.map(Name::text).equals(Optional.of(name))) {
      reporter
          .error(use.span(), "`" + name + "` is used in its own definition")
          .hint("a value is visible after its statement; a network has no loops");
      return;
    }
    reporter
        .error(use.span(), "`" + name + "` is used before it is defined")
        .note(declarations.value(name).span(), "it is named here")
        .hint("move that statement up");
  }

  private Flow def(
      Stage stage, Atom.Use use, Statement.Def def, Flow in, Naming naming, Scope scope) {
    String path = claim(naming, stage);
    if (declarations.isBroken(def.name().text())) {
      return Flow.POISON;
    }
    Optional<Map<String, Optional<ArgumentValue>>> parameters = parameters(use, def, in, scope);
    if (parameters.isEmpty()) {
      return Flow.POISON;
    }
    Supplier<String> note = () -> "in this use of `" + def.name().text() + "`";
    reporter.enter(new Reporter.Frame(use.span(), note, Optional.of(use.span())));
    Scope inside = new Scope(Optional.of(def), parameters.get());
    measure(def.body(), inside);
    Flow flow = chain(def.body(), in, Position.INSIDE, naming.module(path), inside);
    reporter.leave();
    return flow;
  }

  private Optional<Map<String, Optional<ArgumentValue>>> parameters(
      Atom.Use use, Statement.Def def, Flow in, Scope scope) {
    Optional<Map<String, Argument>> bound =
        Arguments.bind(Arguments.of(def), use.arguments().orElse(List.of()), reporter);
    if (bound.isEmpty()) {
      return Optional.empty();
    }
    Map<String, Optional<ArgumentValue>> values = new LinkedHashMap<>();
    for (Statement.Param p : def.params()) {
      String name = p.name().text();
      Argument argument = bound.get().get(name);
      if (argument != null) {
        values.put(name, expressions(scope, in).evaluate(argument.value()));
      } else if (p.defaultValue().isPresent()) {
        values.put(name, defaultOf(p.defaultValue().get(), def, values, in));
      } else {
        reporter
            .error(use.span(), "`" + def.name().text() + "` needs a value for `" + name + "`")
            .note(p.name().span(), "the parameter has no default");
        return Optional.empty();
      }
    }
    return Optional.of(values);
  }

  private Optional<ArgumentValue> defaultOf(
      Value value, Statement.Def def, Map<String, Optional<ArgumentValue>> earlier, Flow in) {
    List<String> later = new ArrayList<>();
    SyntaxWalk.names(
        value,
        name -> {
          boolean parameter = def.params().stream().anyMatch(p -> p.name().text().equals(name));
          if (parameter && !earlier.containsKey(name)) {
            later.add(name);
          }
        });
    if (!later.isEmpty()) {
      reporter
          .error(value.span(), "a default sees earlier parameters only, not `" + later.get(0) + "`")
          .hint("put `" + later.get(0) + "` before it");
      return Optional.empty();
    }
    return expressions(new Scope(Optional.of(def), Map.copyOf(earlier)), in).evaluate(value);
  }

  private Flow block(Stage stage, Atom.Block block, Flow in, Naming naming, Scope scope) {
    refuseLabel(
        stage, "a block", "its own name is its label: `" + block.name().text() + " { ... }`");
    String path = claim(naming, Optional.of(block.name()), block.name().span());
    return chain(block.body(), in, Position.INSIDE, naming.module(path), scope);
  }

  private Flow repeat(Stage stage, Atom.Repeat repeat, Flow in, Naming naming, Scope scope) {
    refuseLabel(stage, "a repeat", "its stages count in the block around it; label those");
    Optional<Long> count = count(repeat.count(), in, scope);
    Flow flow = count.isPresent() ? in : Flow.POISON;
    long rounds = count.orElse(1L);
    limits.require(extents.of(repeat.body(), scope).times(rounds), repeat.span());
    for (long i = 1; i <= rounds; i++) {
      long round = i;
      Supplier<String> note = () -> "in round " + round + " of " + rounds + " of the repeat";
      reporter.enter(new Reporter.Frame(repeat.span(), note, Optional.empty()));
      flow = chain(repeat.body(), flow, Position.INSIDE, naming, scope);
      reporter.leave();
    }
    return flow;
  }

  private Optional<Long> count(Expression expression, Flow in, Scope scope) {
    Span span = expression.span();
    Optional<ArgumentValue> value =
        expressions(scope, in).evaluate(new Value.Scalar(span, expression));
    if (value.isEmpty()) {
      return Optional.empty();
    } else if (value.get() instanceof ArgumentValue.Int i && i.value() >= 0) {
      return Optional.of(i.value());
    }
    reporter
        .error(
            span,
            "`repeat` takes a whole number of at least 0, but "
                + value.get().quoted()
                + " is given")
        .hint("write `repeat(3) { ... }`");
    return Optional.empty();
  }

  private Flow group(
      Stage stage, Atom.Group group, Flow in, Position position, Naming naming, Scope scope) {
    requireTaken(group, in, scope);
    if (group.operators().isEmpty()) {
      refuseLabel(stage, "a group of one chain", "label the layer inside, or write a block");
      return chain(group.operands().get(0), in, branch(position), naming, scope);
    }
    String path = claim(naming, stage);
    boolean mixed = refuseMixed(group);
    List<Flow> operands = operands(group.operands(), in, position, naming, path, scope);
    if (mixed) {
      return Flow.POISON;
    }
    Layer layer = new Arithmetic(operator(group.operators().get(0)));
    return combine(path, layer, group.operands(), operands, group.span());
  }

  private Flow concat(
      Stage stage, Atom.Concat concat, Flow in, Position position, Naming naming, Scope scope) {
    requireTaken(concat, in, scope);
    String path = claim(naming, stage);
    List<Flow> operands = operands(concat.operands(), in, position, naming, path, scope);
    return combine(path, new Concat(), concat.operands(), operands, concat.span());
  }

  private List<Flow> operands(
      List<Chain> chains, Flow in, Position position, Naming naming, String path, Scope scope) {
    List<Flow> operands = new ArrayList<>();
    for (Chain c : chains) {
      Naming branch = naming.branch(path, operands.size());
      operands.add(chain(c, in, branch(position), branch, scope));
    }
    return operands;
  }

  private static Position branch(Position position) {
    return position == Position.STATEMENT_HEAD ? position : Position.BRANCH_HEAD;
  }

  private void requireTaken(Atom atom, Flow in, Scope scope) {
    if (in.equals(Flow.NOTHING) || heads.taking(atom, scope).isPresent()) {
      return;
    }
    reporter
        .error(atom.span(), "no branch takes the value that arrives here")
        .hint("a branch takes it by beginning with a layer; `identity` stands for the value itself")
        .hint("or begin a statement of its own here");
  }

  private boolean refuseMixed(Atom.Group group) {
    Atom.Operator first = group.operators().get(0);
    for (int i = 1; i < group.operators().size(); i++) {
      Atom.Operator other = group.operators().get(i);
      if (other.symbol() != first.symbol()) {
        String left = "a %c b".formatted(first.symbol());
        reporter
            .error(
                other.span(),
                "`%c` and `%c` stand in one group".formatted(first.symbol(), other.symbol()))
            .note(first.span(), "here is the other one")
            .hint(
                "a group has one kind of operator; write parentheses: `( ( %s ) %c c )` or `( a %c"
                        .formatted(left, other.symbol(), first.symbol())
                    + " ( b %c c ) )`".formatted(other.symbol()));
        return true;
      }
    }
    return false;
  }

  private static Arithmetic.Operator operator(Atom.Operator operator) {
    return switch (operator.symbol()) {
      case '+' -> Arithmetic.Operator.ADD;
      case '-' -> Arithmetic.Operator.SUB;
      case '*' -> Arithmetic.Operator.MUL;
      case '/' -> Arithmetic.Operator.DIV;
      default -> throw new IllegalStateException("operator " + operator.symbol());
    };
  }

  private Flow combine(
      String path, Layer layer, List<Chain> chains, List<Flow> operands, Span span) {
    if (!operands.stream().allMatch(Flow::isNode)) {
      return Flow.POISON;
    }
    try {
      return graph.add(path, layer, operands, span);
    } catch (ShapeException e) {
      int culprit = culprit(layer, operands);
      Diagnostics.Entry entry =
          reporter.error(culprit < 0 ? span : chains.get(culprit).span(), e.getMessage());
      e.hint().ifPresent(entry::hint);
      if (culprit > 0) {
        entry.note(chains.get(0).span(), "the first operand is " + graph.shape(operands.get(0)));
        graph.trail(operands.get(culprit)).ifPresent(entry::note);
      }
      return Flow.POISON;
    }
  }

  /** The first operand that does not go with those before it. */
  private int culprit(Layer layer, List<Flow> operands) {
    List<Shape> shapes = operands.stream().map(graph::shape).toList();
    for (int i = 1; i < shapes.size(); i++) {
      try {
        layer.shape(shapes.subList(0, i + 1));
      } catch (ShapeException e) {
        return i;
      }
    }
    return -1;
  }

  private String claim(Naming naming, Stage stage) {
    return claim(naming, stage.label(), stage.atom().span());
  }

  private String claim(Naming naming, Optional<Name> label, Span span) {
    limits.stage(span);
    label.ifPresent(this::checkLabel);
    Naming.Claim claim = naming.claim(label, span);
    limits.name(claim.path(), label.map(Name::span).orElse(span));
    if (claim.earlier().isPresent()) {
      Span at = label.map(Name::span).orElse(span);
      Diagnostics.Entry entry = reporter.error(at, "two stages are named `" + claim.path() + "`");
      if (claim.earlier().get().equals(at)) {
        entry.hint("a repeat makes the label again; leave it out, or repeat a def");
      } else {
        entry.note(claim.earlier().get(), "here is the first");
      }
    }
    return claim.path();
  }

  private void checkLabel(Name label) {
    if (label.text().isEmpty() || label.text().contains(".")) {
      String problem = label.text().isEmpty() ? "a label is not empty" : "a label has no dots";
      Diagnostics.Entry entry = reporter.error(label.span(), problem);
      if (label.text().matches("[^.]+(\\.[^.]+)+")) {
        entry.hint("write blocks: `" + label.text().replace(".", " { ") + ": ... }`");
      }
    }
  }

  private void refuseLabel(Stage stage, String what, String hint) {
    stage
        .label()
        .ifPresent(
            l ->
                reporter
                    .error(l.span(), "the label `" + l.text() + "` names " + what)
                    .hint(hint)
                    .hint(
                        "a label names a layer, a use of a def, a concat or a group with"
                            + " operators"));
  }

  private Expressions expressions(Scope scope, Flow in) {
    Optional<Shape> shape = in.isNode() ? Optional.of(graph.shape(in)) : Optional.empty();
    return new Expressions(scope, shape, reporter);
  }

  private static String brief(Atom atom) {
    return Texts.brief(atom.span());
  }
}
