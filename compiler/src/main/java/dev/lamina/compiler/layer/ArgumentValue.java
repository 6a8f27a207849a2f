package dev.lamina.compiler.layer;

import java.util.List;

/** The value of an argument, after expressions are computed. Prints as {@code .nn} source. */
public sealed interface ArgumentValue {
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
