package dev.lamina.compiler.plan;

import dev.lamina.compiler.layer.Shape;

/**
 * A value, or working space, in memory that has not been assigned yet. Buffers of the same storage
 * are views of the same floats.
 *
 * @param storage what is assigned memory
 * @param shape a sample's shape
 * @param layout where a sample's elements lie
 */
public record Buffer(int storage, Shape shape, Layout layout) implements Reference {
  /** How many floats a sample takes: consecutive samples lie that far apart. */
  public int floats() {
    return layout.floats(shape);
  }
}
