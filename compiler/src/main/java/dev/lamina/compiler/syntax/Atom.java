package dev.lamina.compiler.syntax;

import dev.lamina.compiler.source.Span;
import java.util.List;
import java.util.Optional;

/** What a stage of a chain can be. */
public sealed interface Atom {
  /** The whole atom. */
  Span span();

  /**
   * A layer, a def or a reference to a value; {@code arguments} absent where no parenthesis is
   * written.
   */
  record Use(Span span, Name name, Optional<List<Argument>> arguments) implements Atom {
    public Use {
      arguments = arguments.map(List::copyOf);
    }
  }

  /** {@code name '{' chain '}'}. */
  record Block(Span span, Name name, Chain body) implements Atom {}

  /** {@code repeat(count) '{' chain '}'}. */
  record Repeat(Span span, Expression count, Chain body) implements Atom {}

  /**
   * {@code (chain)} or {@code (chain + chain + ...)}; the operators between them in order, perhaps
   * mixed.
   */
  record Group(Span span, List<Chain> operands, List<Operator> operators) implements Atom {
    public Group {
      operands = List.copyOf(operands);
      operators = List.copyOf(operators);
    }
  }

  /** {@code [chain, chain]}. */
  record Concat(Span span, List<Chain> operands) implements Atom {
    public Concat {
      operands = List.copyOf(operands);
    }
  }

  /** An operator where it is written; {@code symbol} is one of {@code + - * /}. */
  record Operator(Span span, char symbol) {}
}
