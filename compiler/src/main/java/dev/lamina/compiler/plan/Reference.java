package dev.lamina.compiler.plan;

/** What a step passes for an array, before memory is planned. */
public sealed interface Reference
    permits Buffer, Reference.Packed, Reference.Table, Reference.Rows {
  /** Packed weights: number {@code index} of the draft's. */
  record Packed(int index) implements Reference {}

  /** A table of constants. */
  record Table(Operand.Table operand) implements Reference {}

  /**
   * Working space in arrays of its own, {@code count} of at least {@code floats} each, for one step
   * and all samples together; undefined at first.
   */
  record Rows(int count, int floats) implements Reference {}
}
