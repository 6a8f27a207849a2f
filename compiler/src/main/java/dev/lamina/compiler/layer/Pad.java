package dev.lamina.compiler.layer;

import java.util.List;

/**
 * Adds rows and columns around each plane; negative margins take them away.
 *
 * @param dimensions how many spatial dimensions: 1 or 2
 * @param mode what the new elements are; {@link PadMode#ZEROS} stands for {@code value}
 * @param margins how many
 * @param value the new elements' value where the mode is {@link PadMode#ZEROS}
 * @see <a href="https://pytorch.org/docs/stable/generated/torch.nn.ZeroPad2d.html">ZeroPad2d</a>
 * @see <a
 *     href="https://pytorch.org/docs/stable/generated/torch.nn.ConstantPad2d.html">ConstantPad2d</a>
 * @see <a
 *     href="https://pytorch.org/docs/stable/generated/torch.nn.ReflectionPad2d.html">ReflectionPad2d</a>
 * @see <a
 *     href="https://pytorch.org/docs/stable/generated/torch.nn.ReplicationPad2d.html">ReplicationPad2d</a>
 * @see <a
 *     href="https://pytorch.org/docs/stable/generated/torch.nn.CircularPad2d.html">CircularPad2d</a>
 */
public record Pad(int dimensions, PadMode mode, Margins margins, double value) implements Gather {
  /** {@code zeropad}, {@code constantpad}, {@code reflectpad}, ... */
  public static final List<LayerType> TYPES =
      List.of(
          list("zeropad zeropad1d zeropad2d", PadMode.ZEROS),
          Definition.of(
              "constantpad constantpad1d constantpad2d",
              "padding|pad value",
              c -> create(c, PadMode.ZEROS, c.decimal("value"))),
          list("reflectpad reflectionpad1d reflectionpad2d", PadMode.REFLECT),
          list("replicatepad replicationpad1d replicationpad2d", PadMode.REPLICATE),
          list("circularpad circularpad1d circularpad2d", PadMode.CIRCULAR));

  private static LayerType list(String names, PadMode mode) {
    return Definition.ofList(names, "padding|pad", c -> create(c, mode, 0));
  }

  private static Pad create(Call call, PadMode mode, double value) {
    int dimensions = call.spatialDimensions();
    List<Integer> p = call.integers("padding");
    if (p.size() == 1) {
      int n = p.get(0);
      int vertical = dimensions == 1 ? 0 : n;
      return new Pad(dimensions, mode, new Margins(vertical, vertical, n, n), value);
    }
    if (p.size() != 2 * dimensions) {
      String expected = dimensions == 1 ? "left, right" : "left, right, top, bottom";
      throw call.refuseAt(
          "padding",
          "%s on %s takes a number or %s, but %d numbers were given"
              .formatted(call.name(), call.input(), expected, p.size()),
          "write `(" + expected + ")`, with 0 where nothing is added");
    }
    Margins margins =
        dimensions == 1
            ? new Margins(0, 0, p.get(0), p.get(1))
            : new Margins(p.get(2), p.get(3), p.get(0), p.get(1));
    return new Pad(dimensions, mode, margins, value);
  }

  @Override
  public Shape shape(List<Shape> inputs) {
    Shape in = Window.requireSpatial(this, inputs.get(0), dimensions);
    mode.check(this, in, margins);
    long rows = (long) Window.rowsOf(in) + margins.top() + margins.bottom();
    long columns = (long) in.size(-1) + margins.left() + margins.right();
    long cutRows = Math.min(0L, margins.top()) + Math.min(0, margins.bottom());
    long cutColumns = Math.min(0L, margins.left()) + Math.min(0, margins.right());
    if (-cutRows > Window.rowsOf(in) || -cutColumns > in.size(-1)) {
      throw new ShapeException(
          "%s takes away more than there is in %s, which arrives".formatted(this, in),
          "negative numbers crop; together they take away at most a whole side");
    }
    if (Math.min(rows, columns) < 1 || Math.max(rows, columns) > Integer.MAX_VALUE) {
      String size = dimensions == 1 ? Long.toString(columns) : rows + "x" + columns;
      throw new ShapeException(
          "%s makes planes of %s from %s".formatted(this, size, in),
          "every size of a result is at least 1 and at most 2147483647");
    }
    return Window.spatial(dimensions, in.size(0), (int) rows, (int) columns);
  }

  @Override
  public int source(Shape in, int outIndex) {
    int inRows = Window.rowsOf(in);
    int inColumns = in.size(-1);
    int rows = inRows + margins.top() + margins.bottom();
    int columns = inColumns + margins.left() + margins.right();
    int row = index(outIndex / columns % rows, margins.top(), margins.bottom(), inRows);
    int column = index(outIndex % columns, margins.left(), margins.right(), inColumns);
    return row < 0 || column < 0
        ? FILL
        : (outIndex / (rows * columns) * inRows + row) * inColumns + column;
  }

  /** Where index {@code i} comes from; a circle goes around what negative margins leave. */
  private int index(int i, int before, int after, int size) {
    if (mode != PadMode.CIRCULAR) {
      return mode.source(i - before, size);
    }
    int cut = Math.max(0, -before);
    return cut + mode.source(i - before - cut, size - cut - Math.max(0, -after));
  }

  @Override
  public float fill() {
    return (float) value;
  }

  @Override
  public String toString() {
    LayerText text = LayerText.of(name());
    boolean all = margins.symmetric() && (dimensions == 1 || margins.top() == margins.left());
    List<Integer> horizontal = List.of(margins.left(), margins.right());
    text.value(
        all
            ? margins.left()
            : dimensions == 1
                ? horizontal
                : List.of(margins.left(), margins.right(), margins.top(), margins.bottom()));
    return text.value(value, 0.0).toString();
  }

  private String name() {
    return switch (mode) {
      case ZEROS -> value == 0 ? "zeropad" : "constantpad";
      case REFLECT -> "reflectpad";
      case REPLICATE -> "replicatepad";
      case CIRCULAR -> "circularpad";
    };
  }
}
