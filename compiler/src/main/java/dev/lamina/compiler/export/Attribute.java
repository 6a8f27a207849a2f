package dev.lamina.compiler.export;

import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/** A named constant of an ONNX operator. */
record Attribute(Message message) {
  private static final int NAME = 1;
  private static final int FLOAT = 2;
  private static final int INTEGER = 3;
  private static final int TEXT = 4;
  private static final int INTEGERS = 8;
  private static final int TYPE = 20;

  /** An integer. */
  static Attribute of(String name, long value) {
    return new Attribute(named(name, 2).integer(INTEGER, value));
  }

  /** Whether something holds. */
  static Attribute of(String name, boolean value) {
    return of(name, value ? 1 : 0);
  }

  /** A decimal, rounded to float. */
  static Attribute of(String name, double value) {
    return new Attribute(named(name, 1).decimal(FLOAT, (float) value));
  }

  /** A word. */
  static Attribute of(String name, String value) {
    return new Attribute(named(name, 3).text(TEXT, value));
  }

  /** A list of integers. */
  static Attribute list(String name, long... values) {
    return new Attribute(named(name, 7).integers(INTEGERS, LongStream.of(values).boxed().toList()));
  }

  /** A list of integers. */
  static Attribute list(String name, List<Integer> values) {
    return list(name, values.stream().mapToLong(Integer::longValue).toArray());
  }

  /** A list of integers. */
  static Attribute list(String name, int... values) {
    return list(name, Arrays.stream(values).boxed().toList());
  }

  private static Message named(String name, int type) {
    return new Message().text(NAME, name).integer(TYPE, type);
  }
}
