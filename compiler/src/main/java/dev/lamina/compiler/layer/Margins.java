package dev.lamina.compiler.layer;

/** How much is added around a plane; negative ones take away. */
public record Margins(int top, int bottom, int left, int right) {
  /** None. */
  public static final Margins NONE = new Margins(0, 0, 0, 0);

  /** The same before and after, as torch's {@code padding} of a window. */
  public static Margins of(Pair padding) {
    return new Margins(padding.height(), padding.height(), padding.width(), padding.width());
  }

  /** Whether before and after are equal, so that {@link #pair} says all. */
  public boolean symmetric() {
    return top == bottom && left == right;
  }

  /** What stands before: top and left. */
  public Pair pair() {
    return new Pair(top, left);
  }

  /** {@code 1} on all sides; else {@code (left, right, top, bottom)}, as torch writes them. */
  @Override
  public String toString() {
    return symmetric() && top == left
        ? Integer.toString(top)
        : "(" + left + ", " + right + ", " + top + ", " + bottom + ")";
  }
}
