package dev.lamina.compiler.cli;

import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Maps, lists, numbers, booleans and strings as JSON. */
final class Json {
  private final StringBuilder out = new StringBuilder();

  private Json() {}

  /** The text, ending in a newline. Floats that JSON has no form for are strings: {@code "NaN"}. */
  static String of(Object value) {
    Json json = new Json();
    json.value(value, "");
    return json.out.append('\n').toString();
  }

  private void value(Object value, String indent) {
    if (value instanceof Map<?, ?> map) {
      object(map, indent);
    } else if (value instanceof List<?> list) {
      array(list, indent);
    } else if (value instanceof float[] floats) {
      floats(floats);
    } else if (value instanceof Number number) {
      number(number);
    } else if (value instanceof Boolean || value == null) {
      out.append(value);
    } else {
      string(value.toString());
    }
  }

  private void object(Map<?, ?> map, String indent) {
    String inner = indent + "  ";
    String before = "{\n" + inner;
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      out.append(before);
      string(entry.getKey().toString());
      out.append(": ");
      value(entry.getValue(), inner);
      before = ",\n" + inner;
    }
    out.append(map.isEmpty() ? "{}" : "\n" + indent + "}");
  }

  /** Objects stand on lines of their own, everything else on one. */
  private void array(List<?> list, String indent) {
    boolean lines = list.stream().anyMatch(Map.class::isInstance);
    String inner = indent + "  ";
    out.append('[');
    for (Iterator<?> i = list.iterator(); i.hasNext(); ) {
      out.append(lines ? "\n" + inner : "");
      value(i.next(), inner);
      out.append(i.hasNext() ? lines ? "," : ", " : "");
    }
    out.append(lines ? "\n" + indent + "]" : "]");
  }

  private void floats(float[] values) {
    String before = "[";
    for (float value : values) {
      out.append(before);
      number(value);
      before = ", ";
    }
    out.append(values.length == 0 ? "[]" : "]");
  }

  private void number(Number number) {
    if (Double.isFinite(number.doubleValue())) {
      out.append(number);
    } else {
      string(number.toString());
    }
  }

  private void string(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> out.append('\\').append(c);
        case '\n' -> out.append("\\n");
        case '\t' -> out.append("\\t");
        default -> {
          boolean control = c < ' ' || (c >= 0x7f && c < 0xa0) || Character.isSurrogate(c);
          out.append(control ? String.format(Locale.ROOT, "\\u%04x", (int) c) : c);
        }
      }
    }
    out.append('"');
  }
}
