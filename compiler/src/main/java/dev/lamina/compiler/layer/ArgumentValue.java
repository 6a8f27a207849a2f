package dev.lamina.compiler.layer;

import java.util.List;

/** The value of an argument, after expressions are computed. Prints as {@code .nn} source. */
public sealed interface ArgumentValue {
  /** Messages cut longer values. */
  int LONGEST_QUOTE = 60;

  /** As messages show it: words in quotes, so that they are not read as part of the sentence. */
  default String quoted() {
    String text = toString();
    int length = text.codePointCount(0, text.length());
    String shown =
        length <= LONGEST_QUOTE
            ? text
            : text.substring(0, text.offsetByCodePoints(0, LONGEST_QUOTE)) + "...";
    return this instanceof Word ? "`" + shown + "`" : shown;
  }

  /** An integer. */
  record Int(long value) implements ArgumentValue {
    @Override
    public String toString() {
      return Long.toString(value);
    }
  }

  /** A number with a decimal point or exponent. */
  record Decimal(double value) implements ArgumentValue {
    @Override
    public String toString() {
      return Double.toString(value);
    }
  }

  /** A word ({@code same}, {@code true}, {@code none}), quoted or not, as written. */
  record Word(String text) implements ArgumentValue {
    @Override
    public String toString() {
      return text;
    }
  }

  /** Several values. */
  record Tuple(List<ArgumentValue> elements) implements ArgumentValue {
    public Tuple {
      elements = List.copyOf(elements);
    }

    @Override
    public String toString() {
      String inner = String.join(", ", elements.stream().map(Object::toString).toList());
      return "(" + inner + (elements.size() == 1 ? ",)" : ")");
    }
  }
}
