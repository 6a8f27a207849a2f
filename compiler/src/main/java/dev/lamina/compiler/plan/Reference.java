package dev.lamina.compiler.plan;

/** What a step passes for an array, before memory is planned. */
public sealed interface Reference permits Buffer, Reference.Fixed {
  /** Known from the start: packed weights or a table. */
  record Fixed(Operand operand) implements Reference {}
}
