package dev.lamina.compiler.syntax;

import java.util.List;
import java.util.Random;

/** Writes random texts that the grammar accepts, with keywords as names wherever they may stand. */
final class SentenceMaker {
  private static final List<String> NAMES = List.of("a", "conv", "relu", "x1", "_y");
  private static final List<String> LABELS =
      List.of("a", "\"0\"", "network", "def", "weights", "output", "repeat");

  private final Random random;
  private final StringBuilder out = new StringBuilder();
  private int budget = 60;

  SentenceMaker(Random random) {
    this.random = random;
  }

  String text() {
    return out.toString();
  }

  /** Writes a model and returns how many statements it has. */
  int model() {
    int statements = 1 + random.nextInt(4);
    for (int i = 0; i < statements; i++) {
      statement();
    }
    return statements;
  }

  private void statement() {
    switch (random.nextInt(7)) {
      case 0 -> write("network", pick(NAMES), ".", pick(NAMES));
      case 1 -> {
        write("def", pick(NAMES), "=");
        chain();
      }
      case 2 -> {
        write("def", "f(", "a", ",", "b", "=");
        value();
        write(")", "=");
        chain();
      }
      case 3 -> write("weights", "\"w\"");
      case 4 -> {
        write(pick(NAMES), "=");
        chain();
      }
      case 5 -> {
        write("output", pick(NAMES), "=");
        chain();
      }
      default -> chain();
    }
  }

  private void chain() {
    stage();
    while (chance(2)) {
      write("->");
      stage();
    }
  }

  private void stage() {
    if (chance(4)) {
      write(pick(LABELS), ":");
    }
    switch (random.nextInt(6)) {
      case 0 -> call();
      case 1 -> {
        write(pick(LABELS), "{");
        chain();
        write("}");
      }
      case 2 -> {
        write("repeat(");
        expression();
        write(")", "{");
        chain();
        write("}");
      }
      case 3 -> {
        write("(");
        chain();
        while (chance(2)) {
          write(pick(List.of("+", "-", "*", "/")));
          chain();
        }
        write(")");
      }
      case 4 -> {
        write("[");
        chain();
        write(",");
        chain();
        write("]");
      }
      default -> write(pick(NAMES));
    }
  }

  private void call() {
    write(pick(NAMES) + "(");
    boolean any = chance(2);
    if (any) {
      argument();
      while (chance(2)) {
        write(",");
        argument();
      }
      if (chance(4)) {
        write(",");
      }
    }
    write(")");
  }

  private void argument() {
    if (chance(3)) {
      write(pick(NAMES), "=");
    }
    value();
  }

  private void value() {
    switch (random.nextInt(5)) {
      case 0 -> {
        write("(");
        expression();
        write(",");
        if (chance(2)) {
          expression();
        }
        write(")");
      }
      case 1 -> write("\"s\"");
      default -> expression();
    }
  }

  private void expression() {
    factor();
    while (chance(3)) {
      write(pick(List.of("+", "-", "*", "/", "%")));
      factor();
    }
  }

  private void factor() {
    switch (random.nextInt(5)) {
      case 0 -> {
        write("-");
        expression();
      }
      case 1 -> {
        write("(");
        expression();
        write(")");
      }
      case 2 -> write(pick(NAMES));
      default -> write(pick(List.of("3", "0.5", ".5", "1e-5")));
    }
  }

  private boolean chance(int oneIn) {
    return budget-- > 0 && random.nextInt(oneIn) == 0;
  }

  private String pick(List<String> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  private void write(String... words) {
    for (String word : words) {
      out.append(word).append(chance(8) ? "\n" : " ");
    }
  }
}
