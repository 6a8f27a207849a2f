package dev.lamina.compiler.layer;

import java.util.List;

/**
 * How large an upsampled plane becomes: a size, or factors.
 *
 * @param bySize whether it is a size
 * @param height rows, or the factor of the rows
 * @param width columns, or the factor of the columns
 */
public record Resize(boolean bySize, double height, double width) {
  /** To that many rows and columns. */
  static Resize toSize(Pair size) {
    return new Resize(true, size.height(), size.width());
  }

  /** By these factors. */
  static Resize by(double height, double width) {
    return new Resize(false, height, width);
  }

  /** How many rows there are in place of {@code in}. */
  public int rows(int in) {
    return size(in, height);
  }

  /** How many columns there are in place of {@code in}. */
  public int columns(int in) {
    return size(in, width);
  }

  /** How many input rows an output row is, as torch rounds it. */
  float rowStep(int in) {
    return step(in, height);
  }

  /** How many input columns an output column is, as torch rounds it. */
  float columnStep(int in) {
    return step(in, width);
  }

  /** This with the factors replaced by the sizes that they make of {@code in}. */
  Resize fixed(Shape in) {
    return toSize(new Pair(rows(Window.rowsOf(in)), columns(in.size(-1))));
  }

  private int size(int in, double given) {
    return (int) (bySize ? given : Math.floor(in * given));
  }

  private float step(int in, double given) {
    return bySize ? (float) in / (float) given : (float) (1 / given);
  }

  /** The shape of a result. */
  Shape shape(Layer layer, Shape arriving, int dimensions) {
    Shape in = Window.requireSpatial(layer, arriving, dimensions);
    int rows = rows(Window.rowsOf(in));
    int columns = columns(in.size(-1));
    if (rows < 1 || columns < 1 || rows == Integer.MAX_VALUE || columns == Integer.MAX_VALUE) {
      String size = dimensions == 1 ? Integer.toString(columns) : rows + "x" + columns;
      throw new ShapeException(
          "%s makes planes of %s from %s".formatted(layer, size, in),
          "every size of a result is at least 1 and less than 2147483647");
    }
    return Window.spatial(dimensions, in.size(0), rows, columns);
  }

  /** {@code upsample} with this as its first argument. */
  LayerText text(int dimensions) {
    LayerText text = LayerText.of("upsample");
    Object value = dimensions == 1 || height == width ? width : List.of(height, width);
    return bySize ? text.named("size", value, null) : text.value(value);
  }
}
