package dev.lamina.compiler.layer;

import dev.lamina.compiler.scalar.Scalar;

/**
 * A non-linear function of each element, without parameters. All of them stand in {@link
 * Activations}.
 *
 * @param text the layer as {@code .nn} source, such as {@code leakyrelu(0.2)}
 * @param function what it computes
 */
public record Activation(String text, Scalar function) implements Elementwise {
  @Override
  public String toString() {
    return text;
  }
}
