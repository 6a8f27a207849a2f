package dev.lamina.compiler.plan;

/** What a step passes for an array, before memory is planned. */
public sealed interface Reference permits Buffer, Reference.Fixed, Reference.Rows {
  /** Known from the start: packed weights or a table. */
  record Fixed(Operand operand) implements Reference {}

  /**
   * Working space in arrays of its own, {@code count} of at least {@code floats} each, for one step
   * and all samples together; undefined at first.
   */
  record Rows(int count, int floats) implements Reference {}
}
