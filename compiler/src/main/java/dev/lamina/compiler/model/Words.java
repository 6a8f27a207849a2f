package dev.lamina.compiler.model;

import dev.lamina.compiler.diag.Diagnostics;
import dev.lamina.compiler.source.Source;
import dev.lamina.compiler.syntax.Argument;
import dev.lamina.compiler.syntax.Atom;
import dev.lamina.compiler.syntax.Parser;
import dev.lamina.compiler.syntax.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Names and values of Java as text of the language. */
final class Words {
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final Pattern CLASS_NAME = Pattern.compile(NAME + "(\\." + NAME + ")*");
  private static final Pattern SIGNATURE =
      Pattern.compile(NAME + "(\\([^()]*(\\([^()]*\\)[^()]*)*\\))?");
  private static final Pattern STRING = Pattern.compile("[^\"\r\n]*");

  private Words() {}

  static String name(String text, String what) {
    return matching(NAME, text, what, "a letter or _, then letters, digits and _");
  }

  static String className(String text) {
    return matching(CLASS_NAME, text, "the class's name", "such as com.acme.LeNet");
  }

  /** {@code basic} or {@code basic(out, stride = 1)}. */
  static String signature(String text) {
    return matching(SIGNATURE, text, "the def's signature", "such as basic(out, stride = 1)");
  }

  /** A label, in quotes where it is no name. */
  static String label(String text) {
    Objects.requireNonNull(text, "the label is null");
    return NAME.matcher(text).matches() ? text : string(text, "the label");
  }

  static String string(String text, String what) {
    return '"' + matching(STRING, text, what, "on one line and without quotes") + '"';
  }

  private static String matching(Pattern pattern, String text, String what, String expected) {
    Objects.requireNonNull(text, () -> what + " is null");
    if (!pattern.matcher(text).matches()) {
      throw new IllegalArgumentException(what + " is '" + text + "', expected " + expected);
    }
    return text;
  }

  /** A layer with its arguments. */
  static String call(String layer, Object... arguments) {
    name(layer, "the layer's name");
    Objects.requireNonNull(arguments, "the arguments are null");
    return arguments.length == 0
        ? layer
        : Arrays.stream(arguments)
            .map(Words::argument)
            .collect(Collectors.joining(", ", layer + "(", ")"));
  }

  static Object[] boxed(int... sizes) {
    return Arrays.stream(Objects.requireNonNull(sizes, "the sizes are null")).boxed().toArray();
  }

  private static String argument(Object argument) {
    return argument instanceof Arg named
        ? named.name() + "=" + value(named.value())
        : value(argument);
  }

  /**
   * A number, a truth value, text of the language, or a list of them, which is a tuple.
   *
   * @throws IllegalArgumentException if it is none of them
   */
  static String value(Object value) {
    Objects.requireNonNull(value, "the value of an argument is null");
    if (value instanceof int[] sizes) {
      return sizes.length == 1
          ? Integer.toString(sizes[0])
          : tuple(Arrays.stream(sizes).boxed().toList());
    } else if (value instanceof List<?> list) {
      return tuple(list);
    } else if (value instanceof String text) {
      return fragment(text);
    } else if (value instanceof Float || value instanceof Double) {
      return decimal((Number) value);
    } else if (value instanceof Integer || value instanceof Long || value instanceof Boolean) {
      return value.toString();
    }
    throw new IllegalArgumentException(
        "an argument is "
            + value
            + " of "
            + value.getClass().getName()
            + ", expected a number, a boolean, a String such as \"same\", a List for a tuple, or"
            + " one with a name, such as pad(1)");
  }

  private static String tuple(List<?> list) {
    String elements = list.stream().map(Words::value).collect(Collectors.joining(", "));
    return "(" + elements + (list.size() == 1 ? ",)" : ")");
  }

  private static String decimal(Number number) {
    if (!Double.isFinite(number.doubleValue())) {
      throw new IllegalArgumentException("an argument is " + number + ", expected a finite number");
    }
    return number.toString();
  }

  /** An expression or word of the language, such as {@code channels / 2} or {@code same}. */
  private static String fragment(String text) {
    Diagnostics diagnostics = new Diagnostics();
    Source source = Source.ofText(Model.FILE_NAME, "f(" + text + ")");
    List<Statement> statements = Parser.parse(source, diagnostics).statements();
    boolean isOne =
        statements.size() == 1
            && only(statements.get(0)).filter(a -> a.name().isEmpty()).isPresent();
    if (!isOne) {
      throw new IllegalArgumentException(
          "an argument is '"
              + text
              + "', which is no value of the language: a number, a word such"
              + " as same, or an expression such as channels / 2");
    }
    return text;
  }

  private static Optional<Argument> only(Statement statement) {
    return statement instanceof Statement.Bare bare
            && bare.chain().stages().size() == 1
            && bare.chain().stages().get(0).atom() instanceof Atom.Use use
            && use.arguments().orElse(List.of()).size() == 1
        ? Optional.of(use.arguments().get().get(0))
        : Optional.empty();
  }
}
