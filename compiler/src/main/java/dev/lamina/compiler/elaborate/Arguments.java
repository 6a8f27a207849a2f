package dev.lamina.compiler.elaborate;

import dev.lamina.compiler.diag.Diagnostics;
import dev.lamina.compiler.layer.LayerType;
import dev.lamina.compiler.layer.LayerType.Formal;
import dev.lamina.compiler.source.Span;
import dev.lamina.compiler.syntax.Argument;
import dev.lamina.compiler.syntax.Expression;
import dev.lamina.compiler.syntax.Statement;
import dev.lamina.compiler.syntax.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds out which argument of a layer or def each written one is. */
final class Arguments {
  private final Signature signature;
  private final Reporter reporter;
  private final Map<String, Argument> bound = new LinkedHashMap<>();
  private boolean failed;

  private Arguments(Signature signature, Reporter reporter) {
    this.signature = signature;
    this.reporter = reporter;
  }

  /** What a layer or def takes. */
  interface Signature {
    /** As the source names it. */
    String name();

    List<Formal> formals();

    List<String> positional(int count, Set<String> named);

    boolean listWithoutParentheses();
  }

  private record LayerSignature(String name, LayerType type) implements Signature {
    @Override
    public List<Formal> formals() {
      return type.formals();
    }

    @Override
    public List<String> positional(int count, Set<String> named) {
      return type.positional(count, named);
    }

    @Override
    public boolean listWithoutParentheses() {
      return type.listWithoutParentheses();
    }
  }

  private record DefSignature(Statement.Def def) implements Signature {
    @Override
    public String name() {
      return def.name().text();
    }

    @Override
    public List<Formal> formals() {
      return def.params().stream().map(p -> Formal.of(p.name().text())).toList();
    }

    @Override
    public List<String> positional(int count, Set<String> named) {
      return def.params().stream().limit(count).map(p -> p.name().text()).toList();
    }

    @Override
    public boolean listWithoutParentheses() {
      return false;
    }
  }

  static Signature of(String name, LayerType type) {
    return new LayerSignature(name, type);
  }

  static Signature of(Statement.Def def) {
    return new DefSignature(def);
  }

  /**
   * The arguments by their canonical names, or nothing where one has no place; every mistake is
   * reported.
   */
  static Optional<Map<String, Argument>> bind(
      Signature signature, List<Argument> written, Reporter reporter) {
    Arguments arguments = new Arguments(signature, reporter);
    arguments.bind(signature.listWithoutParentheses() ? joined(written) : written);
    return arguments.failed ? Optional.empty() : Optional.of(arguments.bound);
  }

  /** {@code reshape(6, -1)} as {@code reshape((6, -1))}. */
  private static List<Argument> joined(List<Argument> written) {
    List<Expression> elements = new ArrayList<>();
    for (Argument a : written) {
      if (a.name().isPresent() || !(a.value() instanceof Value.Scalar scalar)) {
        return written;
      }
      elements.add(scalar.expression());
    }
    if (elements.size() < 2) {
      return written;
    }
    Span span = written.get(0).span().to(written.get(written.size() - 1).span());
    return List.of(new Argument(span, Optional.empty(), new Value.Tuple(span, elements)));
  }

  private void bind(List<Argument> written) {
    List<Argument> positional = new ArrayList<>();
    Map<Argument, String> named = new LinkedHashMap<>();
    for (Argument a : written) {
      if (a.name().isPresent()) {
        canonical(a).ifPresent(name -> named.put(a, name));
      } else {
        checkPlace(a, written);
        positional.add(a);
      }
    }
    List<String> names = signature.positional(positional.size(), Set.copyOf(named.values()));
    for (int i = 0; i < Math.min(positional.size(), names.size()); i++) {
      put(names.get(i), positional.get(i));
    }
    if (positional.size() > names.size()) {
      tooMany(positional.get(names.size()), names.size(), positional.size());
    }
    named.forEach((argument, name) -> put(name, argument));
  }

  private void checkPlace(Argument positional, List<Argument> written) {
    Optional<Argument> before =
        written.stream()
            .takeWhile(a -> !a.equals(positional))
            .filter(a -> a.name().isPresent())
            .findFirst();
    if (before.isPresent() && !failed) {
      String text = Texts.brief(positional.span());
      String named = Texts.brief(before.get().span());
      error(positional.span(), "`" + text + "` has no name, but stands after `" + named + "`")
          .hint("arguments without a name come first; put it there, or name it as well");
    }
  }

  private Optional<String> canonical(Argument argument) {
    String name = argument.name().orElseThrow().text();
    Optional<String> canonical =
        signature.formals().stream()
            .filter(f -> f.name().equals(name) || f.aliases().contains(name))
            .map(Formal::name)
            .findFirst();
    if (canonical.isEmpty()) {
      unknown(argument, name);
    }
    return canonical;
  }

  private void unknown(Argument argument, String name) {
    List<String> known =
        signature.formals().stream()
            .flatMap(f -> Stream.concat(Stream.of(f.name()), f.aliases().stream()))
            .toList();
    Span span = argument.name().orElseThrow().span();
    error(span, "`" + signature.name() + "` has no argument `" + Texts.brief(span) + "`")
        .hint(Suggestions.didYouMean(name, known).orElseGet(this::list));
  }

  private void tooMany(Argument surplus, int most, int given) {
    String message = "`%s` takes %s, but %d are given";
    String limit = most == 0 ? "no arguments" : "at most " + Texts.count(most, "argument");
    String verb = given == 1 ? message.replace("are given", "is given") : message;
    error(surplus.span(), verb.formatted(signature.name(), limit, given)).hint(list());
  }

  private String list() {
    if (signature.formals().isEmpty()) {
      return "write `" + signature.name() + "`";
    }
    String list =
        signature.formals().stream().map(Arguments::shown).collect(Collectors.joining(", "));
    return (signature.formals().size() == 1 ? "its argument is " : "its arguments are ") + list;
  }

  private static String shown(Formal formal) {
    return formal.aliases().isEmpty()
        ? "`" + formal.name() + "`"
        : "`" + formal.aliases().get(0) + "` (" + formal.name() + ")";
  }

  private void put(String name, Argument argument) {
    Argument earlier = bound.putIfAbsent(name, argument);
    if (earlier != null) {
      error(
              argument.span(),
              "`" + written(name, argument) + "` of `" + signature.name() + "` is given twice")
          .note(earlier.span(), "here it is given first");
    }
  }

  private static String written(String canonical, Argument argument) {
    return argument.name().map(n -> n.text()).orElse(canonical);
  }

  private Diagnostics.Entry error(Span span, String message) {
    failed = true;
    return reporter.error(span, message);
  }
}
