package dev.lamina.compiler.layer;

/**
 * A parameter or buffer of a layer as PyTorch's {@code state_dict} has it.
 *
 * @param name the last part of its name, such as {@code weight}
 * @param shape its shape; {@code (1)} for a single value
 * @param init how PyTorch initialises it
 */
public record Parameter(String name, Shape shape, Init init) {
  /** PyTorch's initialisations. */
  public sealed interface Init {
    /**
     * Uniform in (-bound, bound); for Kaiming-uniform layers and their biases the bound is 1 /
     * sqrt(fan_in).
     */
    record Uniform(double bound) implements Init {}

    /** All elements the same. */
    record Fill(double value) implements Init {}
  }
}
