package dev.lamina.compiler.layer;

/** A number for each spatial dimension. Prints as {@code 3} or {@code (3, 5)}. */
public record Pair(int height, int width) {
  /** 1 in both dimensions. */
  public static final Pair ONE = of(1);

  /** 0 in both dimensions. */
  public static final Pair ZERO = of(0);

  /** The same in both dimensions. */
  public static Pair of(int both) {
    return new Pair(both, both);
  }

  /** The product of both. */
  public long area() {
    return (long) height * width;
  }

  /** As an argument of a layer with that many spatial dimensions; of one, only the width counts. */
  String argument(int dimensions) {
    return dimensions == 1 || height == width
        ? Integer.toString(width)
        : "(" + height + ", " + width + ")";
  }

  @Override
  public String toString() {
    return argument(2);
  }
}
