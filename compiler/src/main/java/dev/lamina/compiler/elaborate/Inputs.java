package dev.lamina.compiler.elaborate;

import dev.lamina.compiler.diag.Diagnostics;
import dev.lamina.compiler.elaborate.ElaborationOptions.InputShape;
import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.layer.ArgumentValue;
import dev.lamina.compiler.layer.Input;
import dev.lamina.compiler.layer.Shape;
import dev.lamina.compiler.layer.ShapeException;
import dev.lamina.compiler.source.Span;
import dev.lamina.compiler.syntax.Argument;
import dev.lamina.compiler.syntax.Atom;
import dev.lamina.compiler.syntax.Expression;
import dev.lamina.compiler.syntax.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The inputs of the network: those that the file declares and the one that it leaves out. */
final class Inputs {
  private static final int MOST_DIMENSIONS = 6;
  private static final String EXAMPLE = "`input(3, 32, 32)`: channels, height, width";

  private final GraphBuilder graph;
  private final Reporter reporter;
  private final List<InputShape> outside;
  private boolean failed;

  Inputs(GraphBuilder graph, Reporter reporter, List<InputShape> outside) {
    this.graph = graph;
    this.reporter = reporter;
    this.outside = outside;
    checkOutside();
  }

  /** Elaborates {@code input(3, 32, 32)}. */
  Flow declared(Atom.Use use, String name) {
    Optional<Input> input =
        shape(use)
            .flatMap(
                shape ->
                    InputFormat.of(use, shape.rank(), reporter)
                        .map(format -> new Input(shape, format.order(), format.element())));
    failed |= input.isEmpty();
    return input.map(i -> graph.input(name, i, use.span())).orElse(Flow.POISON);
  }

  /** The input of a file that declares none; {@code first} is the layer that it reaches. */
  Flow implicit(Span first) {
    Optional<InputShape> given =
        outside.stream()
            .filter(i -> i.name().map(n -> n.equals(Declarations.INPUT)).orElse(true))
            .findFirst();
    if (given.isPresent()) {
      return graph.input(Declarations.INPUT, new Input(given.get().shape()), first);
    }
    failed = true;
    reporter
        .error(first, "nothing says which shape reaches `" + Texts.brief(first) + "`")
        .hint("begin the chain with the input's shape, such as " + EXAMPLE)
        .hint(
            "or give it from outside: `--shape 3,32,32`, in Java `CompileOptions.shape(3, 32,"
                + " 32)`");
    return Flow.POISON;
  }

  /** Compares the shapes given from outside with the declared ones. */
  void checkAgainstDeclared() {
    if (failed) {
      return;
    }
    for (InputShape given : outside) {
      List<Node> matching =
          graph.inputs().stream()
              .filter(n -> given.name().map(n.path()::equals).orElse(true))
              .toList();
      if (matching.size() == 1) {
        compare(given, matching.get(0));
      } else {
        String names =
            graph.inputs().stream()
                .map(n -> "`" + n.path() + "`")
                .collect(Collectors.joining(", "));
        String problem =
            given.name().isPresent() ? "names no input" : "does not say which input it is for";
        reporter
            .error(given + " " + problem)
            .hint(
                "the inputs of the network are "
                    + names
                    + "; name the one that is meant: `--shape NAME=3,32,32`, in Java"
                    + " `CompileOptions.shape(\"NAME\", 3, 32, 32)`");
      }
    }
  }

  private void compare(InputShape given, Node input) {
    if (!given.shape().equals(input.shape())) {
      reporter
          .error(
              input.span(),
              "`" + input.path() + "` is " + input.shape() + " here, but " + given + " was given")
          .hint("leave out one of them, or make them equal");
    }
  }

  private void checkOutside() {
    Set<Optional<String>> names = new HashSet<>();
    for (InputShape given : outside) {
      int[] sizes = given.shape().sizes();
      if (sizes.length < 1 || sizes.length > MOST_DIMENSIONS) {
        reporter.error(given + " has " + sizes.length + " dimensions; an input has 1 to 6");
      }
      for (int size : sizes) {
        if (size < 1) {
          reporter.error(given + " holds a size of " + size + "; the smallest is 1");
        }
      }
      try {
        GraphBuilder.checkSize("the input", given.shape());
      } catch (ShapeException e) {
        reporter.error(e.getMessage());
      }
      if (!names.add(given.name())) {
        reporter.error(given + " gives the shape of the same input again");
      }
    }
  }

  private Optional<Shape> shape(Atom.Use use) {
    List<Argument> arguments = use.arguments().orElse(List.of());
    List<Expression> sizes =
        sizes(
            arguments.stream().filter(a -> a.name().isEmpty() || !InputFormat.isNear(a)).toList());
    if (sizes.isEmpty() || sizes.size() > MOST_DIMENSIONS) {
      String message =
          sizes.isEmpty()
              ? "`input` needs its shape"
              : "an input has 1 to 6 dimensions, but " + sizes.size() + " are given";
      reporter
          .error(use.span(), message)
          .hint("write the sizes without the batch, such as " + EXAMPLE);
      return Optional.empty();
    }
    Optional<Argument> named =
        arguments.stream().filter(a -> a.name().isPresent() && !InputFormat.isNear(a)).findFirst();
    if (named.isPresent()) {
      reporter
          .error(named.get().span(), "the sizes of an input have no names")
          .hint("write the sizes without the batch, such as " + EXAMPLE);
      return Optional.empty();
    }
    List<Integer> values = new ArrayList<>();
    for (Expression e : sizes) {
      Optional<Integer> size = size(e);
      if (size.isEmpty()) {
        return Optional.empty();
      }
      values.add(size.get());
    }
    return checked(use, Shape.of(values));
  }

  private static List<Expression> sizes(List<Argument> arguments) {
    if (arguments.size() == 1 && arguments.get(0).value() instanceof Value.Tuple tuple) {
      return tuple.elements();
    }
    List<Expression> sizes = new ArrayList<>();
    for (Argument a : arguments) {
      sizes.add(
          a.value() instanceof Value.Scalar scalar
              ? scalar.expression()
              : new Expression.Reference(a.value().span(), a.value().span().text()));
    }
    return sizes;
  }

  private Optional<Integer> size(Expression expression) {
    Expressions expressions = new Expressions(Scope.FILE, Optional.empty(), reporter);
    Span span = expression.span();
    if (span.text().contains(Expressions.CHANNELS)) {
      reporter
          .error(span, "nothing reaches an input, so `channels` has no value here")
          .hint("write the sizes without the batch, such as " + EXAMPLE);
      return Optional.empty();
    }
    Optional<ArgumentValue> value = expressions.evaluate(new Value.Scalar(span, expression));
    if (value.isEmpty()) {
      return Optional.empty();
    }
    boolean fits =
        value.get() instanceof ArgumentValue.Int i
            && i.value() >= 1
            && i.value() <= Integer.MAX_VALUE;
    if (!fits) {
      reporter
          .error(
              span,
              "the size of an input is a whole number from 1 to 2147483647, but "
                  + value.get().quoted()
                  + " is given")
          .hint("write the sizes without the batch, such as " + EXAMPLE);
      return Optional.empty();
    }
    return Optional.of((int) ((ArgumentValue.Int) value.get()).value());
  }

  private Optional<Shape> checked(Atom.Use use, Shape shape) {
    try {
      GraphBuilder.checkSize("the input", shape);
      return Optional.of(shape);
    } catch (ShapeException e) {
      Diagnostics.Entry entry = reporter.error(use.span(), e.getMessage());
      e.hint().ifPresent(entry::hint);
      return Optional.empty();
    }
  }

  /** The name of an input that is the whole of a named statement, or the only one's. */
  Optional<String> name(Optional<String> statementName, long inputsInFile, Atom.Use use) {
    if (statementName.isEmpty() && inputsInFile > 1) {
      failed = true;
      reporter
          .error(use.span(), "of several inputs each needs a name")
          .hint("give it a statement of its own: `image = " + Texts.brief(use.span()) + "`");
      return Optional.empty();
    }
    return statementName.or(() -> Optional.of(Declarations.INPUT));
  }
}
