package dev.lamina.compiler.layer;

import dev.lamina.compiler.diag.Diagnostics;
import dev.lamina.compiler.source.Source;
import dev.lamina.compiler.source.Span;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Makes layers from their source, without the language's front: literals are all it knows. */
public final class LayerSource {
  private LayerSource() {}

  /** The layer that {@code text} is for a value of {@code input}. */
  public static Layer layer(String text, Shape input) {
    return layer(text, input, new Diagnostics());
  }

  /** As above, with the mistakes in {@code log}. */
  static Layer layer(String text, Shape input, Diagnostics log) {
    return layer(text, input, log, parameter -> Optional.empty());
  }

  /** As above, with the shapes of the stage's parameters in the weights. */
  static Layer layer(
      String text, Shape input, Diagnostics log, Function<String, Optional<Shape>> weights) {
    int open = text.indexOf('(');
    String name = open < 0 ? text : text.substring(0, open);
    LayerType type = Layers.named(name).orElseThrow();
    List<String> arguments =
        open < 0 ? List.of() : split(text.substring(open + 1, text.length() - 1));
    Source source = Source.ofText("test.nn", text);
    Span span = new Span(source, 0, text.length());
    Map<String, Call.Given> given = given(type, arguments, span);
    return type.create(new Call(type, name, span, given, input, weights, log));
  }

  private static Map<String, Call.Given> given(LayerType type, List<String> arguments, Span span) {
    List<String> values = arguments.stream().filter(a -> !a.contains("=")).toList();
    List<String> named = arguments.stream().filter(a -> a.contains("=")).toList();
    Map<String, Call.Given> given = new LinkedHashMap<>();
    for (String argument : named) {
      String[] parts = argument.split("=", -1);
      given.put(canonical(type, parts[0]), new Call.Given(value(parts[1]), span));
    }
    if (type.listWithoutParentheses() && values.size() > 1) {
      values = List.of("(" + String.join(", ", values) + ")");
    }
    List<String> positional = type.positional(values.size(), Set.copyOf(given.keySet()));
    for (int i = 0; i < values.size(); i++) {
      given.put(positional.get(i), new Call.Given(value(values.get(i)), span));
    }
    return given;
  }

  private static String canonical(LayerType type, String name) {
    return type.formals().stream()
        .filter(f -> f.name().equals(name) || f.aliases().contains(name))
        .map(LayerType.Formal::name)
        .findFirst()
        .orElseThrow();
  }

  private static ArgumentValue value(String text) {
    if (text.startsWith("(")) {
      List<String> elements = split(text.substring(1, text.length() - 1));
      return new ArgumentValue.Tuple(elements.stream().map(LayerSource::value).toList());
    }
    if (text.matches("-?[0-9]+")) {
      return new ArgumentValue.Int(Long.parseLong(text));
    }
    return text.matches("-?[0-9.]+(e-?[0-9]+)?")
        ? new ArgumentValue.Decimal(Double.parseDouble(text))
        : new ArgumentValue.Word(text.replace("\"", ""));
  }

  /** At the commas outside of parentheses. */
  private static List<String> split(String text) {
    List<String> parts = new ArrayList<>();
    int depth = 0;
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      if (c == ',' && depth == 0) {
        parts.add(text.substring(start, i).strip());
        start = i + 1;
      }
    }
    String last = text.substring(start).strip();
    if (!last.isEmpty()) {
      parts.add(last);
    }
    return parts;
  }
}
