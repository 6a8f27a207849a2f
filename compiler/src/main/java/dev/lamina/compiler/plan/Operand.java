package dev.lamina.compiler.plan;

import java.util.List;

/** What a step passes to its kernel. */
public sealed interface Operand {
  /**
   * Packed weights: {@code floats} of array {@code array} of the loaded network, from {@code
   * offset}.
   */
  record Packed(int array, int offset, int floats) implements Operand {}

  /** Scratch: array {@code array} of the slot, from {@code offset}. */
  record Scratch(int array, int offset) implements Operand {
    /** The place that much further on. */
    Scratch plus(int floats) {
      return new Scratch(array, offset + floats);
    }
  }

  /** Rows made of scratch arrays {@code first} to {@code first + count - 1}. */
  record ScratchRows(int first, int count) implements Operand {}

  /** Input {@code index} of the network, at the caller's offset. */
  record Input(int index) implements Operand {}

  /** Input {@code index} of the network, an array of bytes, at the caller's offset. */
  record ByteInput(int index) implements Operand {}

  /** Output {@code index} of the network, at the caller's offset. */
  record Output(int index) implements Operand {}

  /** A table of constants. */
  record Table(List<Integer> values) implements Operand {
    public Table {
      values = List.copyOf(values);
    }
  }

  /** An integer. */
  record Int(int value) implements Operand {}

  /** The number of samples in the chunk. */
  record Batch() implements Operand {}
}
