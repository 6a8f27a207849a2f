package dev.lamina.compiler.layer;

import java.util.Locale;

/** What stands outside a plane: torch's {@code padding_mode}. Prints as in {@code .nn}. */
public enum PadMode {
  ZEROS,
  REFLECT,
  REPLICATE,
  CIRCULAR;

  /**
   * The index inside {@code 0..size-1} that index {@code i} stands for, or -1 outside of {@link
   * #ZEROS}.
   */
  public int source(int i, int size) {
    if (i >= 0 && i < size) {
      return i;
    }
    return switch (this) {
      case ZEROS -> -1;
      case REFLECT -> i < 0 ? -i : 2 * (size - 1) - i;
      case REPLICATE -> i < 0 ? 0 : size - 1;
      case CIRCULAR -> Math.floorMod(i, size);
    };
  }

  /**
   * Checks that planes of {@code in} are large enough for these margins.
   *
   * @param layer the layer's text, for messages
   */
  void check(Object layer, Shape in, Margins margins) {
    check(layer, in, Math.max(margins.top(), margins.bottom()), Window.rowsOf(in), "rows");
    check(layer, in, Math.max(margins.left(), margins.right()), in.size(-1), "columns");
  }

  private void check(Object layer, Shape in, int margin, int size, String what) {
    int largest = this == REFLECT ? size - 1 : this == CIRCULAR ? size : Integer.MAX_VALUE;
    if (margin > largest) {
      throw new ShapeException(
          "%s pads %s by %d, but %s arrives, which allows at most %d"
              .formatted(layer, what, margin, in, largest),
          this == REFLECT
              ? "reflection does not repeat the edge; `replicate` padding has no such limit"
              : "a circle is taken once at most; `replicate` padding has no such limit");
    }
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
