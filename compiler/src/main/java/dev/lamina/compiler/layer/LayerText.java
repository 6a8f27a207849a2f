package dev.lamina.compiler.layer;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Renders a layer as {@code .nn} source, leaving out what is the default: {@code elu}, {@code
 * elu(0.5)}.
 */
final class LayerText {
  private final String name;
  private final List<String> arguments = new ArrayList<>();

  private LayerText(String name) {
    this.name = name;
  }

  static LayerText of(String name) {
    return new LayerText(name);
  }

  /** A positional argument. */
  LayerText value(Object value) {
    arguments.add(text(value));
    return this;
  }

  /** A positional argument, left out where it is the default. */
  LayerText value(Object value, Object absent) {
    return Objects.equals(value, absent) ? this : value(value);
  }

  /** A named argument, left out where it is the default. */
  LayerText named(String argument, Object value, Object absent) {
    if (!Objects.equals(value, absent)) {
      arguments.add(argument + "=" + text(value));
    }
    return this;
  }

  private static String text(Object value) {
    if (value instanceof List<?> list) {
      String inner = String.join(", ", list.stream().map(LayerText::text).toList());
      return "(" + inner + (list.size() == 1 ? ",)" : ")");
    }
    if (value instanceof Double d && d == Math.rint(d) && Math.abs(d) < 1e7) {
      return Long.toString(d.longValue());
    }
    return value instanceof Double d ? d.toString().replace('E', 'e') : value.toString();
  }

  @Override
  public String toString() {
    return arguments.isEmpty() ? name : name + "(" + String.join(", ", arguments) + ")";
  }
}
