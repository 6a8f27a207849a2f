package dev.lamina.runtime;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What goes into a network and what comes out.
 *
 * @param inputs in the order of the generated method's arguments
 * @param outputs in that order
 */
public record Signature(List<Descriptor.Port> inputs, List<Descriptor.Port> outputs) {
  public Signature {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  /** Such as {@code input (1, 28, 28) -> output (10)}. */
  @Override
  public String toString() {
    return ports(inputs) + " -> " + ports(outputs);
  }

  private static String ports(List<Descriptor.Port> ports) {
    return ports.stream()
        .map(port -> port.name() + " " + Text.shape(port.shape()))
        .collect(Collectors.joining(", "));
  }
}
