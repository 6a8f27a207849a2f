package dev.lamina.compiler.loop;

/**
 * The type of a value in a kernel: integers or 32-bit floats, one or several lanes. Array indices
 * and loop variables are {@link #INDEX}.
 *
 * @param kind integer or float
 * @param lanes 1 for a scalar, else the number of lanes of a vector
 */
public record Type(Kind kind, int lanes) {
  public Type {
    Check.lanes(lanes);
  }

  /** A 32-bit integer. */
  public static final Type INDEX = new Type(Kind.INT, 1);

  /** A 32-bit float. */
  public static final Type FLOAT = new Type(Kind.FLOAT, 1);

  /** What an element is. */
  public enum Kind {
    INT,
    FLOAT
  }

  /** {@code lanes} floats. */
  public static Type floats(int lanes) {
    return new Type(Kind.FLOAT, lanes);
  }

  /** {@code lanes} integers. */
  public static Type ints(int lanes) {
    return new Type(Kind.INT, lanes);
  }

  /** Whether it is a vector. */
  public boolean isVector() {
    return lanes > 1;
  }

  @Override
  public String toString() {
    String name = kind == Kind.INT ? "i32" : "f32";
    return lanes == 1 ? name : name + "x" + lanes;
  }
}
