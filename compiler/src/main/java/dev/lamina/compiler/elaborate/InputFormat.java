package dev.lamina.compiler.elaborate;

import dev.lamina.compiler.layer.ArgumentValue;
import dev.lamina.compiler.layer.Input;
import dev.lamina.compiler.layer.LayerType.Formal;
import dev.lamina.compiler.layer.NearestName;
import dev.lamina.compiler.syntax.Argument;
import dev.lamina.compiler.syntax.Atom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How an input lies in the caller's array: its arguments {@code layout} and {@code type}.
 *
 * @param order the order of its dimensions
 * @param element what its elements are
 */
record InputFormat(Input.Order order, Input.Element element) {
  private static final String LAYOUT = "layout";
  private static final String TYPE = "type";
  private static final String SIZE = "size ";

  /** What other libraries call it. */
  private static final Map<String, String> OTHER_WORDS =
      Map.ofEntries(
          Map.entry("hwc", "nhwc"),
          Map.entry("channels_last", "nhwc"),
          Map.entry("chw", "nchw"),
          Map.entry("channels_first", "nchw"),
          Map.entry("byte", "uint8"),
          Map.entry("bytes", "uint8"),
          Map.entry("u8", "uint8"),
          Map.entry("float", "float32"),
          Map.entry("f32", "float32"));

  /** The sizes and what else an input takes. */
  private static final class Signature implements Arguments.Signature {
    @Override
    public String name() {
      return Declarations.INPUT;
    }

    @Override
    public List<Formal> formals() {
      return List.of(Formal.of(LAYOUT), Formal.of(TYPE));
    }

    @Override
    public List<String> positional(int count, Set<String> named) {
      return IntStream.range(0, count).mapToObj(i -> SIZE + i).toList();
    }

    @Override
    public boolean listWithoutParentheses() {
      return false;
    }
  }

  /** Whether an argument's name is one of these, or nearly. */
  static boolean isNear(Argument argument) {
    return NearestName.to(argument.name().orElseThrow().text(), List.of(LAYOUT, TYPE)).isPresent();
  }

  /** The format of an input, or nothing after a mistake. */
  static Optional<InputFormat> of(Atom.Use use, int rank, Reporter reporter) {
    Optional<Map<String, Argument>> bound =
        Arguments.bind(new Signature(), use.arguments().orElse(List.of()), reporter);
    if (bound.isEmpty()) {
      return Optional.empty();
    }
    Optional<Input.Order> order =
        choice(bound.get().get(LAYOUT), Input.Order.values(), Input.Order::word, reporter);
    Optional<Input.Element> element =
        choice(bound.get().get(TYPE), Input.Element.values(), Input.Element::word, reporter);
    if (order.isEmpty() || element.isEmpty()) {
      return Optional.empty();
    }
    if (order.get() == Input.Order.NHWC && rank != 3) {
      reporter
          .error(
              bound.get().get(LAYOUT).span(),
              "`layout=nhwc` is for images of three sizes, but "
                  + Texts.count(rank, "size")
                  + (rank == 1 ? " is given" : " are given"))
          .hint("write height, width and channels: `input(224, 224, 3, layout=nhwc)`");
      return Optional.empty();
    }
    return Optional.of(new InputFormat(order.get(), element.get()));
  }

  /** The value of an argument among {@code values}; the first where it is left out. */
  private static <T> Optional<T> choice(
      Argument argument, T[] values, Function<T, String> word, Reporter reporter) {
    if (argument == null) {
      return Optional.of(values[0]);
    }
    Expressions expressions = new Expressions(Scope.FILE, Optional.empty(), reporter);
    Optional<ArgumentValue> given = expressions.evaluate(argument.value());
    if (given.isEmpty()) {
      return Optional.empty();
    }
    String text = given.get().toString();
    Optional<T> chosen = Arrays.stream(values).filter(v -> word.apply(v).equals(text)).findFirst();
    if (chosen.isEmpty()) {
      List<String> words = new ArrayList<>(Arrays.stream(values).map(word).toList());
      String name = argument.name().orElseThrow().text();
      reporter
          .error(
              argument.value().span(),
              "the %s of an input is %s, but %s is given"
                  .formatted(
                      name,
                      words.stream().map(w -> "`" + w + "`").collect(Collectors.joining(" or ")),
                      given.get().quoted()))
          .hint(hint(name, text, words));
    }
    return chosen;
  }

  private static String hint(String name, String given, List<String> words) {
    String meant = OTHER_WORDS.get(given.toLowerCase(Locale.ROOT));
    if (meant != null && words.contains(meant)) {
      return "write `" + name + "=" + meant + "`";
    }
    return Suggestions.didYouMean(given, words)
        .orElseGet(
            () ->
                name.equals(LAYOUT)
                    ? "`nchw` is channels, height, width; `nhwc` is height, width, channels"
                    : "`float32` takes a float[], `uint8` a byte[] of values from 0 to 255");
  }
}
