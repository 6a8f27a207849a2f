package dev.lamina.compiler.cli;

import picocli.CommandLine;
import picocli.CommandLine.TypeConversionException;

/** Numbers on the command line. */
final class Numbers {
  private Numbers() {}

  /** Has options read their numbers here, which says in plain words what is wrong with them. */
  static void register(CommandLine line) {
    line.registerConverter(int.class, Numbers::integer);
    line.registerConverter(Integer.class, Numbers::integer);
    line.registerConverter(Long.class, Numbers::wholeNumber);
    line.registerConverter(float.class, text -> number(text).floatValue());
    line.registerConverter(double.class, Numbers::number);
    line.registerConverter(Double.class, Numbers::number);
  }

  private static Integer integer(String text) {
    long value = wholeNumber(text);
    if (value != (int) value) {
      throw new TypeConversionException(text + " is too large");
    }
    return (int) value;
  }

  private static Long wholeNumber(String text) {
    try {
      return Long.valueOf(text);
    } catch (NumberFormatException e) {
      throw new TypeConversionException("expected a whole number, but '" + text + "' was given");
    }
  }

  private static Double number(String text) {
    try {
      return Double.valueOf(text);
    } catch (NumberFormatException e) {
      throw new TypeConversionException("expected a number, but '" + text + "' was given");
    }
  }
}
