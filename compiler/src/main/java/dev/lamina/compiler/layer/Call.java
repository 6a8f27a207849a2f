package dev.lamina.compiler.layer;

import dev.lamina.compiler.diag.Diagnostics;
import dev.lamina.compiler.source.Span;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * A use of a layer in the source: the values given for its arguments, the shape that arrives, and
 * the place to report mistakes at. Reading an argument checks its kind; a wrong one is reported and
 * refused.
 */
public final class Call {
  private static final Pattern COMMENT = Pattern.compile("//[^\n]*|(?s:/\\*.*?\\*/)");
  private static final Pattern SPACE = Pattern.compile("\\s+");

  /** What hints show as the value of an argument, where it is not 1. */
  private static final Map<String, String> EXAMPLES =
      Map.of("out_channels", "64", "out_features", "10", "kernel_size", "3");

  private final LayerType type;
  private final String name;
  private final Span span;
  private final Map<String, Given> given;
  private final Shape input;
  private final Function<String, Optional<Shape>> weights;
  private final Diagnostics log;

  /**
   * A use.
   *
   * @param type the layer
   * @param name the name it was written with
   * @param span the whole use, without its label
   * @param given the arguments by canonical name
   * @param input the shape that arrives
   * @param weights the shape of a parameter of this stage in the weights file, by the parameter's
   *     last name
   * @param log where mistakes go
   */
  public Call(
      LayerType type,
      String name,
      Span span,
      Map<String, Given> given,
      Shape input,
      Function<String, Optional<Shape>> weights,
      Diagnostics log) {
    this.type = type;
    this.name = name;
    this.span = span;
    this.given = given;
    this.input = input;
    this.weights = weights;
    this.log = log;
  }

  /** A value and where it is written. */
  public record Given(ArgumentValue value, Span span) {}

  /** The name the layer was written with: {@code conv} or {@code conv2d}. */
  public String name() {
    return name;
  }

  /** The shape that arrives, without the batch. */
  public Shape input() {
    return input;
  }

  /** The use as written, for messages: {@code linear(400, 120)}. */
  public String text() {
    String text = span.text();
    return text.chars().allMatch(c -> c > ' ' && c != '/')
        ? text
        : SPACE.matcher(COMMENT.matcher(text).replaceAll(" ")).replaceAll(" ");
  }

  /**
   * The shape of this stage's parameter {@code weight}, {@code bias}, ... in the weights file, if
   * there is one.
   */
  public Optional<Shape> weight(String parameter) {
    return weights.apply(parameter);
  }

  /** Whether the argument was given. */
  public boolean has(String argument) {
    return given.containsKey(argument);
  }

  /** The argument as given. */
  public Optional<Given> given(String argument) {
    return Optional.ofNullable(given.get(argument));
  }

  /** Whether the argument was left out or is {@code none}. */
  public boolean absent(String argument) {
    return given(argument).map(g -> isNone(g.value())).orElse(true);
  }

  /** A required whole number of at least 1. */
  public int count(String argument) {
    return integerOf(argument, require(argument, "a whole number"), 1);
  }

  /** A whole number of at least 1, {@code absent} where it was left out. */
  public int count(String argument, int absent) {
    return atLeast(argument, 1, absent);
  }

  /** A whole number of at least 1, empty where it was left out or is {@code none}. */
  public OptionalInt optionalCount(String argument) {
    return absent(argument) ? OptionalInt.empty() : OptionalInt.of(count(argument));
  }

  /** A whole number of any sign, {@code absent} where it was left out. */
  public int integer(String argument, int absent) {
    return atLeast(argument, Integer.MIN_VALUE, absent);
  }

  /** A whole number of at least {@code minimum}, {@code absent} where it was left out. */
  public int atLeast(String argument, int minimum, int absent) {
    return given(argument).map(g -> integerOf(argument, g.value(), minimum)).orElse(absent);
  }

  /** A required number with or without decimals. */
  public double decimal(String argument) {
    return decimalOf(argument, require(argument, "a number"));
  }

  /** A number with or without decimals, {@code absent} where it was left out. */
  public double decimal(String argument, double absent) {
    return given(argument).map(g -> decimalOf(argument, g.value())).orElse(absent);
  }

  /** A number, empty where it was left out or is {@code none}. */
  public OptionalDouble optionalDecimal(String argument) {
    return absent(argument) ? OptionalDouble.empty() : OptionalDouble.of(decimal(argument));
  }

  /** {@code true} or {@code false}, {@code absent} where it was left out. */
  public boolean bool(String argument, boolean absent) {
    if (!has(argument)) {
      return absent;
    }
    ArgumentValue value = given.get(argument).value();
    String text = value instanceof ArgumentValue.Word w ? w.text() : "";
    if (text.equals("true") || text.equals("True")) {
      return true;
    }
    if (text.equals("false") || text.equals("False")) {
      return false;
    }
    String hint =
        value instanceof ArgumentValue.Int i && i.value() <= 1
            ? "write `" + (i.value() == 1) + "`"
            : "write `true` or `false`";
    throw wrong(argument, "true or false", value, hint);
  }

  /** One of the words {@code allowed}, {@code absent} where it was left out. */
  public String word(String argument, String absent, String... allowed) {
    if (!has(argument)) {
      return absent;
    }
    ArgumentValue value = given.get(argument).value();
    List<String> words = List.of(allowed);
    if (value instanceof ArgumentValue.Word w && words.contains(w.text())) {
      return w.text();
    }
    Optional<String> nearest =
        value instanceof ArgumentValue.Word w ? NearestName.to(w.text(), words) : Optional.empty();
    String hint = "write `" + nearest.orElse(words.get(0)) + "`";
    throw wrong(argument, oneOf(words), value, hint);
  }

  /** A required number or pair of numbers, each of at least {@code minimum}. */
  public Pair pair(String argument, int minimum) {
    return pairOf(argument, require(argument, "a whole number or a pair"), minimum);
  }

  /** A number or pair, each of at least {@code minimum}; {@code absent} where it was left out. */
  public Pair pair(String argument, int minimum, Pair absent) {
    return given(argument).map(g -> pairOf(argument, g.value(), minimum)).orElse(absent);
  }

  /**
   * A required size along one or two spatial dimensions: a number or pair for two; a number for
   * one, which becomes a pair with {@code height}.
   */
  public Pair extent(int dimensions, String argument, int minimum, int height) {
    return dimensions == 2
        ? pair(argument, minimum)
        : new Pair(height, singleOf(argument, require(argument, "a whole number"), minimum));
  }

  /** As {@link #extent(int, String, int, int)}; {@code absent} where it was left out. */
  public Pair extent(int dimensions, String argument, int minimum, int height, Pair absent) {
    return has(argument) ? extent(dimensions, argument, minimum, height) : absent;
  }

  /** A required list of whole numbers; a single one is a list, too. */
  public List<Integer> integers(String argument) {
    ArgumentValue value = require(argument, "whole numbers");
    return elements(value).stream().map(v -> integerOf(argument, v, Integer.MIN_VALUE)).toList();
  }

  /** A required list of numbers with or without decimals; a single one is a list, too. */
  public List<Double> decimals(String argument) {
    ArgumentValue value = require(argument, "numbers");
    return elements(value).stream().map(v -> decimalOf(argument, v)).toList();
  }

  /**
   * A dimension as torch counts them, the batch being 0 and negative ones counting from the end.
   *
   * @param absent torch's default, counted in the same way
   * @return its index in {@link #input}, from 0
   */
  public int dimension(String argument, int absent) {
    int rank = input.rank() + 1;
    int dim = integer(argument, absent);
    String range =
        rank == 2
            ? "dimension 1 (or -1) only"
            : "the dimensions 1 to " + (rank - 1) + " (or -1 to " + (1 - rank) + ")";
    if (dim < -rank || dim >= rank) {
      String message = "%s: %s is %d, but %s has %s";
      throw refuseAt(
          argument,
          message.formatted(name, shown(argument), dim, input, range),
          "dimension 0 is the batch, 1 the channels");
    }
    int index = dim < 0 ? dim + rank : dim;
    if (index == 0) {
      throw refuseAt(
          argument,
          "%s: %s is %d, which is the batch".formatted(name, shown(argument), dim),
          "samples do not mix; " + input + " has " + range);
    }
    return index - 1;
  }

  /** Refuses an argument that is {@code true} although inference cannot give what it asks for. */
  public void refuseTrue(String argument, String reason) {
    if (bool(argument, false)) {
      throw refuseAt(argument, name + ": " + argument + "=true is not supported: " + reason);
    }
  }

  /**
   * How many spatial dimensions the layer works on: what its name says ({@code ...1d}, {@code
   * ...2d}), else what arrives: 1 for (C, L), 2 for (C, H, W). Refuses other ranks.
   */
  public int spatialDimensions() {
    int named = name.endsWith("1d") ? 1 : name.endsWith("2d") ? 2 : 0;
    if (named != 0) {
      arrives(named);
      return named;
    }
    if (input.rank() != 2 && input.rank() != 3) {
      throw refuse(name + " takes (C, L) or (C, H, W), but " + input + " arrives");
    }
    return input.rank() - 1;
  }

  /** The shape that arrives, refused unless it is channels and that many spatial dimensions. */
  public Shape arrives(int dimensions) {
    try {
      return Window.requireSpatial(name, input, dimensions);
    } catch (ShapeException e) {
      throw refuse(e.getMessage(), e.hint().stream().toArray(String[]::new));
    }
  }

  /**
   * Reports an error at the argument, or at the whole use where it was not given, and refuses the
   * layer.
   */
  public LayerType.Refusal refuseAt(String argument, String message, String... hints) {
    return refuse(given.containsKey(argument) ? given.get(argument).span() : span, message, hints);
  }

  /** Reports an error at the whole use and refuses the layer. */
  public LayerType.Refusal refuse(String message, String... hints) {
    return refuse(span, message, hints);
  }

  /** Reports a warning at the whole use. */
  public void warn(String message, String hint) {
    log.warning(span, message).hint(hint);
  }

  private LayerType.Refusal refuse(Span at, String message, String... hints) {
    Diagnostics.Entry entry = log.error(at, message);
    List.of(hints).forEach(entry::hint);
    return new LayerType.Refusal(entry);
  }

  private ArgumentValue require(String argument, String what) {
    if (!has(argument)) {
      throw refuse(
          "%s needs %s: %s".formatted(name, shown(argument), what),
          "write `%s(%s=...)`".formatted(name, shown(argument)));
    }
    return given.get(argument).value();
  }

  int integerOf(String argument, ArgumentValue value, int minimum) {
    String expected =
        "a whole number" + (minimum == Integer.MIN_VALUE ? "" : " of at least " + minimum);
    if (value instanceof ArgumentValue.Decimal d) {
      boolean whole = d.value() == Math.rint(d.value()) && Math.abs(d.value()) < 1e9;
      String hint = whole ? "write `" + (long) d.value() + "`" : "counts have no decimals";
      throw wrong(argument, expected, value, hint);
    }
    if (value instanceof ArgumentValue.Word w && w.text().matches("[0-9]{1,9}")) {
      throw wrong(argument, expected, value, "write `" + w.text() + "` without quotes");
    }
    if (!(value instanceof ArgumentValue.Int i)) {
      String hint = "write a number in digits, such as `" + example(argument, minimum) + "`";
      throw wrong(argument, expected, value, hint);
    }
    if (i.value() < minimum) {
      throw wrong(argument, expected, value, "the smallest is `" + minimum + "`");
    }
    if (i.value() != (int) i.value()) {
      throw wrong(argument, "a whole number of 32 bits", value, "the largest is `2147483647`");
    }
    return (int) i.value();
  }

  private double decimalOf(String argument, ArgumentValue value) {
    if (value instanceof ArgumentValue.Int i) {
      return i.value();
    }
    if (!(value instanceof ArgumentValue.Decimal d)) {
      throw wrong(argument, "a number", value, "write a number such as `0.5`");
    }
    if (!Double.isFinite(d.value())) {
      throw wrong(argument, "a finite number", value, "write a number such as `0.5`");
    }
    return d.value();
  }

  private Pair pairOf(String argument, ArgumentValue value, int minimum) {
    if (!(value instanceof ArgumentValue.Tuple t)) {
      return Pair.of(integerOf(argument, value, minimum));
    }
    if (t.elements().size() != 2) {
      String n = example(argument, minimum);
      String hint = "write `%s` or `(%s, %s)`: height, width".formatted(n, n, n);
      throw wrong(argument, "a number or a pair", value, hint);
    }
    int height = integerOf(argument, t.elements().get(0), minimum);
    return new Pair(height, integerOf(argument, t.elements().get(1), minimum));
  }

  private int singleOf(String argument, ArgumentValue value, int minimum) {
    if (value instanceof ArgumentValue.Tuple t) {
      if (t.elements().size() != 1) {
        throw wrong(argument, "a number", value, "a 1d layer has one size: its length");
      }
      return integerOf(argument, t.elements().get(0), minimum);
    }
    return integerOf(argument, value, minimum);
  }

  private LayerType.Refusal wrong(
      String argument, String expected, ArgumentValue value, String hint) {
    String message = "%s: %s must be %s, but %s was given";
    return refuseAt(
        argument, message.formatted(name, shown(argument), expected, value.quoted()), hint);
  }

  /** The name that messages use: the short one where there is one. */
  private String shown(String argument) {
    return type.formals().stream()
        .filter(f -> f.name().equals(argument) && !f.aliases().isEmpty())
        .map(f -> f.aliases().get(0))
        .findFirst()
        .orElse(argument);
  }

  private static String example(String argument, int minimum) {
    return EXAMPLES.getOrDefault(argument, Integer.toString(Math.max(1, minimum)));
  }

  private static String oneOf(List<String> words) {
    int last = words.size() - 1;
    return last == 0
        ? words.get(0)
        : String.join(", ", words.subList(0, last)) + " or " + words.get(last);
  }

  private static List<ArgumentValue> elements(ArgumentValue value) {
    return value instanceof ArgumentValue.Tuple t ? t.elements() : List.of(value);
  }

  static boolean isNone(ArgumentValue value) {
    return value instanceof ArgumentValue.Word w
        && (w.text().equals("none") || w.text().equals("None"));
  }
}
