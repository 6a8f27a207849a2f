package dev.lamina.compiler.layer;

import java.util.List;

/** What adaptive pools have in common: bins that cover a plane whatever its size. */
final class AdaptiveBins {
  private static final String OUTPUT_SIZE = "output_size";

  private AdaptiveBins() {}

  /** The first index of bin {@code i} of {@code bins} over {@code size} elements. */
  static int start(int i, int bins, int size) {
    return (int) ((long) i * size / bins);
  }

  /** The index behind the last of that bin. */
  static int end(int i, int bins, int size) {
    return (int) (((i + 1L) * size + bins - 1) / bins);
  }

  /** Reads {@code output_size}; a size may be none: as it arrives. */
  static Pair read(Call call, int dimensions) {
    Shape in = call.arrives(dimensions);
    Pooling.refuseIndices(call);
    Pair arriving = new Pair(Window.rowsOf(in), in.size(-1));
    ArgumentValue value =
        call.given(OUTPUT_SIZE).map(Call.Given::value).orElseThrow(() -> missing(call, dimensions));
    if (value instanceof ArgumentValue.Tuple t) {
      if (t.elements().size() != dimensions) {
        throw call.refuseAt(
            OUTPUT_SIZE,
            "%s: output_size must be a number%s, but %s was given"
                .formatted(call.name(), dimensions == 2 ? " or a pair" : "", value),
            dimensions == 2 ? "write `(7, 7)`: height, width" : "write `7`");
      }
      int height = dimensions == 1 ? 1 : size(call, t.elements().get(0), arriving.height());
      return new Pair(height, size(call, t.elements().get(dimensions - 1), arriving.width()));
    }
    int height = dimensions == 1 ? 1 : size(call, value, arriving.height());
    return new Pair(height, size(call, value, arriving.width()));
  }

  private static int size(Call call, ArgumentValue value, int arriving) {
    return Call.isNone(value) ? arriving : call.integerOf(OUTPUT_SIZE, value, 1);
  }

  private static LayerType.Refusal missing(Call call, int dimensions) {
    return call.refuse(
        call.name() + " needs output_size: how large its result is",
        dimensions == 2
            ? "write `%s(1)` or `%s((7, 7))`".formatted(call.name(), call.name())
            : "write `%s(1)`".formatted(call.name()));
  }

  /** The shape of a result. */
  static Shape shape(Object layer, List<Shape> inputs, int dimensions, Pair size) {
    Shape in = Window.requireSpatial(layer, inputs.get(0), dimensions);
    return Window.spatial(dimensions, in.size(0), size.height(), size.width());
  }

  /** Computes an output element of a bin. */
  interface Bin {
    float value(Pooling.Plane plane, int top, int bottom, int left, int right);
  }

  /** Evaluates a pool with {@code size} bins. */
  static Tensor evaluate(Tensor in, Shape shape, Pair size, Bin bin) {
    return Pooling.evaluate(
        in,
        shape,
        (plane, row, column) ->
            bin.value(
                plane,
                start(row, size.height(), plane.rows()),
                end(row, size.height(), plane.rows()),
                start(column, size.width(), plane.columns()),
                end(column, size.width(), plane.columns())));
  }
}
