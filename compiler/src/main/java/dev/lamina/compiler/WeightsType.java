package dev.lamina.compiler;

import dev.lamina.runtime.DType;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * How a jar stores the weights of convolutions and linear layers; arithmetic is in floats always.
 * Biases and normalisations, which are few, stay floats.
 */
public enum WeightsType {
  /** As the weights file has them. */
  F32(DType.F32, 1e-4),
  /** The upper half of a float: its range, 8 bits of precision. */
  BF16(DType.BF16, 3e-2),
  /** IEEE half precision: up to 65504, 11 bits of precision. */
  F16(DType.F16, 5e-3),
  /** -127 to 127, with one scale, a float, for each output channel. */
  INT8(DType.I8, 1e-1);

  private final DType stored;
  private final double tolerance;

  WeightsType(DType stored, double tolerance) {
    this.stored = stored;
    this.tolerance = tolerance;
  }

  /** Its name on the command line, such as {@code bf16}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The error, relative to the largest output, within which such weights are expected to stay. */
  public double tolerance() {
    return tolerance;
  }

  /** The type in the jar's safetensors. */
  DType stored() {
    return stored;
  }

  /**
   * The type of that name.
   *
   * @throws IllegalArgumentException if there is none, which lists them
   */
  public static WeightsType parse(String id) {
    return Arrays.stream(values())
        .filter(type -> type.id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no type of weights '"
                        + id
                        + "'; the types are "
                        + Arrays.stream(values())
                            .map(WeightsType::id)
                            .collect(Collectors.joining(", "))));
  }
}
