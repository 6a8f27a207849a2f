package dev.lamina.compiler.layer;

/**
 * The geometry of a window that slides over a plane, as torch defines it for convolutions and
 * pools. A 1d layer is a 2d one with a height of 1.
 *
 * @param dimensions how many spatial dimensions the layer has: 1 or 2
 * @param kernel its size
 * @param stride its step
 * @param padding what is added around the plane
 * @param dilation the distance of its taps
 * @param ceilMode whether the number of places is rounded up
 */
public record Window(
    int dimensions, Pair kernel, Pair stride, Margins padding, Pair dilation, boolean ceilMode) {

  /** The number of rows and columns that the window covers, gaps included. */
  public Pair extent() {
    return new Pair(
        Math.toIntExact(extent(kernel.height(), dilation.height())),
        Math.toIntExact(extent(kernel.width(), dilation.width())));
  }

  /** How many rows the result has for {@code in} rows; below 1 where none fits. */
  public int rows(int in) {
    return places(
        in, padding.top(), padding.bottom(), kernel.height(), dilation.height(), stride.height());
  }

  /** How many columns the result has for {@code in} columns; below 1 where none fits. */
  public int columns(int in) {
    return places(
        in, padding.left(), padding.right(), kernel.width(), dilation.width(), stride.width());
  }

  /**
   * The shape of a result with that many channels.
   *
   * @param layer the layer's text, for messages
   * @throws ShapeException if the window fits nowhere
   */
  Shape over(Shape in, int channels, Object layer) {
    int rows = dimensions == 1 ? 1 : rows(in.size(1));
    int columns = columns(in.size(-1));
    if (rows < 1 || columns < 1) {
      throw new ShapeException(
          "%s has a window of %s, which does not fit into %s"
              .formatted(layer, size(), arriving(in)),
          "a smaller kernel, or more padding, or fewer strides and pools before it");
    }
    return spatial(dimensions, channels, rows, columns);
  }

  /** {@code (channels, columns)} or {@code (channels, rows, columns)}. */
  static Shape spatial(int dimensions, int channels, int rows, int columns) {
    return dimensions == 1 ? Shape.of(channels, columns) : Shape.of(channels, rows, columns);
  }

  /** The height of a plane of {@code shape}; 1 for (C, L). */
  public static int rowsOf(Shape shape) {
    return shape.rank() == 2 ? 1 : shape.size(-2);
  }

  /**
   * Checks that {@code in} is channels and that many spatial dimensions.
   *
   * @param layer the layer's text, for messages
   */
  static Shape requireSpatial(Object layer, Shape in, int dimensions) {
    if (in.rank() == dimensions + 1) {
      return in;
    }
    String expected = dimensions == 1 ? "(C, L)" : "(C, H, W)";
    throw new ShapeException(
        layer + " takes " + expected + ", but " + in + " arrives", rankHint(in, dimensions));
  }

  private static String rankHint(Shape in, int dimensions) {
    if (in.rank() == 2 && dimensions == 2) {
      return "for (C, L) there are the layers whose names end in 1d, such as `conv1d`";
    }
    if (in.rank() == 3 && dimensions == 1) {
      return "for (C, H, W) there are the layers whose names end in no number or 2d, such as"
          + " `conv`";
    }
    String shape = dimensions == 1 ? "1, " + in.elements() : "1, 1, " + in.elements();
    return "`reshape` gives a value another shape, such as `reshape(" + shape + ")`";
  }

  private String size() {
    Pair extent = extent();
    return dimensions == 1
        ? Integer.toString(extent.width())
        : extent.height() + "x" + extent.width();
  }

  private String arriving(Shape in) {
    return padding.equals(Margins.NONE) ? in.toString() : in + " and its padding";
  }

  private int places(int in, int before, int after, int kernel, int dilation, int stride) {
    long padded = (long) in + before + after;
    long room = padded - extent(kernel, dilation) + (ceilMode ? stride - 1 : 0);
    long places = Math.floorDiv(room, stride) + 1;
    if (ceilMode && (places - 1) * stride >= (long) in + before) {
      places--;
    }
    return (int) Math.max(-1, Math.min(Integer.MAX_VALUE, places));
  }

  private static long extent(int kernel, int dilation) {
    return (long) dilation * (kernel - 1) + 1;
  }
}
