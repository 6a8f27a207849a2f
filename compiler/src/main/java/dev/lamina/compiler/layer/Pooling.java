package dev.lamina.compiler.layer;

/** What pools have in common: each output element comes from one plane of the input. */
final class Pooling {
  private Pooling() {}

  /** A plane of a tensor. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Plane(float[] data, int offset, int rows, int columns) {
    float at(int row, int column) {
      return data[offset + row * columns + column];
    }
  }

  /** Computes one output element. */
  interface Cell {
    float value(Plane plane, int row, int column);
  }

  /** The result of that shape, each of its elements computed by {@code cell}. */
  static Tensor evaluate(Tensor in, Shape shape, Cell cell) {
    Tensor out = Tensor.zeros(shape);
    int inRows = Window.rowsOf(in.shape());
    int inColumns = in.shape().size(-1);
    int rows = Window.rowsOf(shape);
    int columns = shape.size(-1);
    for (int i = 0; i < out.data().length; i++) {
      int channel = i / (rows * columns);
      Plane plane = new Plane(in.data(), channel * inRows * inColumns, inRows, inColumns);
      out.data()[i] = cell.value(plane, i / columns % rows, i % columns);
    }
    return out;
  }

  /**
   * Reads a pool's window; arguments that the layer does not have keep their defaults.
   *
   * @param dilated whether half of the dilated window limits the padding, not half of the kernel
   */
  static Window window(Call call, int dimensions, boolean dilated) {
    call.arrives(dimensions);
    refuseIndices(call);
    Pair kernel = call.extent(dimensions, "kernel_size", 1, 1);
    Pair stride = call.absent("stride") ? kernel : call.extent(dimensions, "stride", 1, 1);
    Pair padding = call.extent(dimensions, "padding", 0, 0, Pair.ZERO);
    Pair dilation = call.extent(dimensions, "dilation", 1, 1, Pair.ONE);
    boolean ceilMode = call.bool("ceil_mode", false);
    Window.checkExtent(call, kernel, dilation);
    Window window = new Window(dimensions, kernel, stride, Margins.of(padding), dilation, ceilMode);
    Pair limit = dilated ? window.extent() : kernel;
    checkPadding(call, padding.height(), limit.height());
    checkPadding(call, padding.width(), limit.width());
    return window;
  }

  /** Refuses {@code return_indices=true}. */
  static void refuseIndices(Call call) {
    call.refuseTrue("return_indices", "a layer has one result");
  }

  private static void checkPadding(Call call, int padding, int window) {
    if (padding > window / 2) {
      throw call.refuseAt(
          "padding",
          "%s: pad must be at most half of the window of %d, but %d was given"
              .formatted(call.name(), window, padding),
          "write at most `pad=" + window / 2 + "`, or put `zeropad` before it");
    }
  }

  /** The arguments that all pools print. */
  static LayerText text(LayerText text, Window window) {
    int n = window.dimensions();
    String kernel = window.kernel().argument(n);
    return text.value(kernel)
        .named("stride", window.stride().argument(n), kernel)
        .named("pad", window.padding().pair().argument(n), "0")
        .named("dilation", window.dilation().argument(n), "1")
        .named("ceil_mode", window.ceilMode(), false);
  }
}
