package dev.lamina.runtime;

import java.util.List;

/**
 * What goes into a network and what comes out.
 *
 * @param inputs in the order of the generated method's arguments
 * @param outputs in that order
 */
public record Signature(List<Descriptor.Tensor> inputs, List<Descriptor.Tensor> outputs) {
  public Signature {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  /** Such as {@code input (1, 28, 28) -> output (10)}. */
  @Override
  public String toString() {
    return Text.join(inputs) + " -> " + Text.join(outputs);
  }
}
