package dev.lamina.compiler.layer;

import java.util.List;

/**
 * A parameter or buffer of a layer as PyTorch's {@code state_dict} has it, or constants with one
 * value a channel.
 *
 * @param name the last part of its name, such as {@code weight}
 * @param shape its shape; {@code (1)} for a single value
 * @param init how PyTorch initialises it
 */
public record Parameter(String name, Shape shape, Init init) {
  /** As many values as the layer has channels or positions, all the same at first. */
  static Parameter filled(String name, Shape shape, double value) {
    return new Parameter(name, shape, new Init.Fill(value));
  }

  /** PyTorch's initialisations. */
  public sealed interface Init {
    /**
     * Uniform in (-bound, bound); for Kaiming-uniform layers and their biases the bound is 1 /
     * sqrt(fan_in).
     */
    record Uniform(double bound) implements Init {}

    /** All elements the same. */
    record Fill(double value) implements Init {}

    /**
     * Not in the {@code state_dict}: the values are part of the layer, written in the source. The
     * graph holds them as constants.
     */
    record Constant(List<Double> values) implements Init {
      public Constant {
        values = List.copyOf(values);
      }
    }
  }
}
