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
   * The input row under tap {@code ky} at output row {@code y}; outside the plane in the padding.
   */
  public int row(int y, int ky) {
    return y * stride.height() - padding.top() + ky * dilation.height();
  }

  /** The input column under tap {@code kx} at output column {@code x}. */
  public int column(int x, int kx) {
    return x * stride.width() - padding.left() + kx * dilation.width();
  }

  /** The row behind the window at output row {@code y}, at most the end of the padding. */
  public int endRow(int y, int rows) {
    return Math.min(row(y, 0) + kernel.height(), rows + padding.bottom());
  }

  /** The column behind the window at output column {@code x}, at most the end of the padding. */
  public int endColumn(int x, int columns) {
    return Math.min(column(x, 0) + kernel.width(), columns + padding.right());
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
        layer + " takes " + expected + ", but " + in + " arrives",
        rankHint(layer.toString(), in, dimensions));
  }

  private static String rankHint(String layer, Shape in, int dimensions) {
    String name = layer.replaceFirst("([12]d)?(\\(.*)?$", "");
    if (name.equals("upsample")) {
      return dimensions == 2
          ? "for (C, L) there are the modes nearest and linear"
          : "for (C, H, W) there are the modes nearest, bilinear and bicubic";
    }
    if (in.rank() == 2 && dimensions == 2) {
      String other = Layers.named(name + "1d").isPresent() ? "write `" + name + "1d`, or " : "";
      return other + "put `reshape(channels, 1, -1)` before it";
    }
    if (in.rank() == 3 && dimensions == 1) {
      return "for (C, H, W) there is `" + name + "`";
    }
    String shape = dimensions == 1 ? "1, " + in.elements() : "1, 1, " + in.elements();
    return "`reshape` gives a value another shape, such as `reshape(" + shape + ")`";
  }

  /** Refuses windows that cover more than an index can count. */
  static void checkExtent(Call call, Pair kernel, Pair dilation) {
    long rows = extent(kernel.height(), dilation.height());
    long columns = extent(kernel.width(), dilation.width());
    if (Math.max(rows, columns) > Integer.MAX_VALUE || kernel.area() > Integer.MAX_VALUE) {
      throw call.refuseAt(
          "kernel_size",
          "%s: the window covers %dx%d, more than %d"
              .formatted(call.name(), rows, columns, Integer.MAX_VALUE),
          "take a smaller kernel or dilation");
    }
  }

  private String size() {
    long width = extent(kernel.width(), dilation.width());
    return dimensions == 1
        ? Long.toString(width)
        : extent(kernel.height(), dilation.height()) + "x" + width;
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
