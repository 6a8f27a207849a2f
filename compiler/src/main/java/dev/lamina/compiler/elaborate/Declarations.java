package dev.lamina.compiler.elaborate;

import dev.lamina.compiler.layer.Layers;
import dev.lamina.compiler.source.Span;
import dev.lamina.compiler.syntax.Atom;
import dev.lamina.compiler.syntax.Chain;
import dev.lamina.compiler.syntax.Model;
import dev.lamina.compiler.syntax.Name;
import dev.lamina.compiler.syntax.Statement;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a file declares: its defs and named values, found before anything is expanded, and the rules
 * that need no expansion.
 */
final class Declarations {
  static final String INPUT = "input";

  private final Reporter reporter;
  private final Map<String, Statement.Def> defs = new LinkedHashMap<>();
  private final Map<String, Name> values = new LinkedHashMap<>();
  private final Set<String> outputs = new HashSet<>();
  private final Set<String> used = new HashSet<>();
  private final Set<String> unclear = new HashSet<>();
  private final Set<String> broken = new HashSet<>();
  private final List<Statement.Def> defsInOrder;
  private boolean hasInput;
  private Optional<Statement.NetworkName> network = Optional.empty();
  private Optional<Statement.Weights> weights = Optional.empty();

  Declarations(Model model, Reporter reporter) {
    this.reporter = reporter;
    model.statements().forEach(this::declare);
    model.statements().forEach(this::use);
    Recursion recursion = new Recursion(defs, reporter);
    broken.addAll(recursion.find());
    defsInOrder = recursion.order().stream().map(defs::get).toList();
  }

  Optional<Statement.NetworkName> network() {
    return network;
  }

  Map<String, Statement.Def> defs() {
    return defs;
  }

  /** Each def behind those that it uses. */
  List<Statement.Def> defsInOrder() {
    return defsInOrder;
  }

  /** Whether a value of that name is declared anywhere in the file. */
  boolean isValue(String name) {
    return values.containsKey(name);
  }

  /** The declaring name of a value. */
  Name value(String name) {
    return values.get(name);
  }

  /** All names that can stand as a stage, besides the layers. */
  Set<String> names() {
    Set<String> names = new LinkedHashSet<>(values.keySet());
    names.addAll(defs.keySet());
    return names;
  }

  /** Whether the def uses itself or its parameters are wrong, which has been reported. */
  boolean isBroken(String def) {
    return broken.contains(def);
  }

  /** Whether it has been reported that the name has no single meaning. */
  boolean isUnclear(String name) {
    return unclear.contains(name);
  }

  /** Whether the name is that of a layer or def. */
  boolean isLayer(String name) {
    return defs.containsKey(name) || Layers.named(name).isPresent();
  }

  /** Whether {@code input} is written anywhere. */
  boolean hasInput() {
    return hasInput;
  }

  /** Reports values, defs and parameters that nothing uses. */
  void reportUnused() {
    values.forEach(
        (name, at) -> {
          if (!used.contains(name) && !outputs.contains(name)) {
            reporter
                .error(at.span(), "`" + name + "` is not used")
                .hint("remove it, or make it a result: `output " + name + " = ...`");
          }
        });
    defs.forEach(
        (name, def) -> {
          if (!used.contains(name)) {
            reporter
                .error(def.name().span(), "the def `" + name + "` is not used")
                .hint("remove it, or use it as a layer: `-> " + name + "`");
          }
          reportUnusedParameters(def);
        });
  }

  private void reportUnusedParameters(Statement.Def def) {
    Set<String> names = new HashSet<>();
    SyntaxWalk.names(def.body(), names::add);
    def.params().forEach(p -> p.defaultValue().ifPresent(v -> SyntaxWalk.names(v, names::add)));
    for (Statement.Param p : def.params()) {
      if (!names.contains(p.name().text())) {
        reporter
            .error(
                p.name().span(),
                "the parameter `"
                    + p.name().text()
                    + "` of `"
                    + def.name().text()
                    + "` is not used")
            .hint("remove it here and where `" + def.name().text() + "` is used");
      }
    }
  }

  private void declare(Statement statement) {
    if (statement instanceof Statement.NetworkName n) {
      network.ifPresent(first -> twice("network", n.span(), first.span()));
      network = network.or(() -> Optional.of(n));
    } else if (statement instanceof Statement.Weights w) {
      weights.ifPresent(first -> twice("weights", w.span(), first.span()));
      weights = weights.or(() -> Optional.of(w));
    } else if (statement instanceof Statement.Def d) {
      if (isFree(d.name(), "def")) {
        defs.put(d.name().text(), d);
      }
      checkParameters(d);
    } else if (statement instanceof Statement.Named n) {
      declareValue(n.name());
    } else if (statement instanceof Statement.Output o && declareValue(o.name())) {
      outputs.add(o.name().text());
    }
  }

  private void twice(String keyword, Span span, Span first) {
    reporter
        .error(span, "a file has at most one `" + keyword + "` statement")
        .note(first, "here is the first");
  }

  private boolean declareValue(Name name) {
    boolean free = isFree(name, "value");
    if (free) {
      values.put(name.text(), name);
    }
    checkLength(name);
    return free;
  }

  private void checkLength(Name name) {
    int length = name.text().length();
    if (length > Limits.LONGEST_NAME) {
      reporter
          .error(
              name.span(),
              String.format(
                  Locale.ROOT,
                  "the name of a value has %,d characters, at most %,d",
                  length,
                  Limits.LONGEST_NAME))
          .hint("choose a shorter name");
    }
  }

  private boolean isFree(Name name, String kind) {
    String text = name.text();
    if (text.equals(INPUT) || Layers.named(text).isPresent()) {
      reporter
          .error(name.span(), "`" + text + "` is a layer, so it cannot name a " + kind)
          .hint("choose another name, such as `my_" + text + "`");
      unclear.add(text);
      return false;
    }
    Optional<Span> first =
        Optional.ofNullable(values.get(text))
            .or(() -> Optional.ofNullable(defs.get(text)).map(Statement.Def::name))
            .map(Name::span);
    first.ifPresent(
        f ->
            reporter
                .error(name.span(), "the name `" + text + "` is given twice")
                .note(f, "here it is given first")
                .hint("values and defs share one namespace; choose another name"));
    if (first.isPresent() && defs.containsKey(text) != kind.equals("def")) {
      unclear.add(text);
    }
    return first.isEmpty();
  }

  private void checkParameters(Statement.Def def) {
    Map<String, Span> seen = new LinkedHashMap<>();
    Optional<Statement.Param> withDefault = Optional.empty();
    for (Statement.Param p : def.params()) {
      Span first = seen.putIfAbsent(p.name().text(), p.name().span());
      if (first != null) {
        reporter
            .error(p.name().span(), "the parameter `" + p.name().text() + "` is given twice")
            .note(first, "here it is given first");
        broken.add(def.name().text());
      }
      if (p.defaultValue().isPresent()) {
        withDefault = Optional.of(p);
      } else if (withDefault.isPresent()) {
        reporter
            .error(
                p.name().span(),
                "`"
                    + p.name().text()
                    + "` has no default, but stands after `"
                    + withDefault.get().name().text()
                    + "`, which has one")
            .hint("parameters with defaults come last");
        broken.add(def.name().text());
      }
    }
  }

  private void use(Statement statement) {
    chain(statement).ifPresent(c -> SyntaxWalk.atoms(c, this::use));
  }

  static Optional<Chain> chain(Statement statement) {
    if (statement instanceof Statement.Def d) {
      return Optional.of(d.body());
    } else if (statement instanceof Statement.Named n) {
      return Optional.of(n.chain());
    } else if (statement instanceof Statement.Output o) {
      return Optional.of(o.chain());
    } else if (statement instanceof Statement.Bare b) {
      return Optional.of(b.chain());
    }
    return Optional.empty();
  }

  private void use(Atom atom) {
    if (atom instanceof Atom.Use use) {
      used.add(use.name().text());
      hasInput |= use.name().text().equals(INPUT);
    }
  }
}
