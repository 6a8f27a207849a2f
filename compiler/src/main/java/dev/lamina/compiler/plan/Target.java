package dev.lamina.compiler.plan;

import java.util.Arrays;
import java.util.stream.Collectors;

/** What code is made for. A jar carries one plan for each. */
public enum Target {
  /** Plain float arrays, {@code Math.fma} for fused multiply-add. */
  SCALAR("scalar", 1, true),
  /** Plain float arrays, for machines without hardware fma. */
  PLAIN("plain", 1, false),
  /** The Vector API at 128 bits. */
  SIMD128("simd128", 4, true),
  /** The Vector API at 256 bits. */
  SIMD256("simd256", 8, true),
  /** The Vector API at 512 bits. */
  SIMD512("simd512", 16, true);

  private final String id;
  private final int lanes;
  private final boolean fma;

  Target(String id, int lanes, boolean fma) {
    this.id = id;
    this.lanes = lanes;
    this.fma = fma;
  }

  /** Its name on the command line and in {@code describe()}. */
  public String id() {
    return id;
  }

  /** Floats in a vector; 1 without the Vector API. */
  public int lanes() {
    return lanes;
  }

  /** Whether multiply-add is fused. */
  public boolean fma() {
    return fma;
  }

  /** Whether it uses the Vector API. */
  public boolean vectorApi() {
    return lanes > 1;
  }

  /**
   * The target of that name.
   *
   * @throws IllegalArgumentException if there is none, which lists them
   */
  public static Target parse(String id) {
    String all = Arrays.stream(values()).map(Target::id).collect(Collectors.joining(", "));
    return Arrays.stream(values())
        .filter(target -> target.id.equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no target '" + id + "'; the targets are " + all));
  }
}
