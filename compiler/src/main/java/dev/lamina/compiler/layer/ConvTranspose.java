package dev.lamina.compiler.layer;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Transposed convolution with weights {@code (in, out / groups, kernel...)}: every input element
 * adds a scaled kernel to the result.
 *
 * @param in channels that arrive
 * @param out channels of the result
 * @param window the geometry of the convolution whose transpose it is
 * @param outputPadding rows and columns more at the bottom and right, which hold sums as all others
 * @param groups into how many independent parts the channels fall
 * @param bias whether a value a channel is added
 * @see <a
 *     href="https://pytorch.org/docs/stable/generated/torch.nn.ConvTranspose2d.html">ConvTranspose2d</a>
 * @see <a
 *     href="https://pytorch.org/docs/stable/generated/torch.nn.ConvTranspose1d.html">ConvTranspose1d</a>
 */
public record ConvTranspose(
    int in, int out, Window window, Pair outputPadding, int groups, boolean bias) implements Layer {
  /** {@code convtranspose}, on (C, H, W). */
  public static final LayerType TYPE = new Type(2);

  /** {@code convtranspose1d}, on (C, L). */
  public static final LayerType TYPE_1D = new Type(1);

  /** The same with a bias. */
  public ConvTranspose withBias() {
    return new ConvTranspose(in, out, window, outputPadding, groups, true);
  }

  @Override
  public Shape shape(List<Shape> inputs) {
    int n = window.dimensions();
    Shape arriving = Window.requireSpatial(this, inputs.get(0), n);
    ConvArguments.requireChannels(this, in, arriving, text(false).toString());
    long rows = n == 1 ? 1 : rows(arriving.size(1));
    long columns = columns(arriving.size(-1));
    if (rows < 1 || columns < 1 || rows > Integer.MAX_VALUE || columns > Integer.MAX_VALUE) {
      String size = n == 1 ? Long.toString(columns) : rows + "x" + columns;
      throw new ShapeException(
          "%s makes a result of size %s from %s".formatted(this, size, arriving),
          "every size of a result is at least 1 and at most 2147483647");
    }
    return Window.spatial(n, out, (int) rows, (int) columns);
  }

  private long rows(int in) {
    return (in - 1L) * window.stride().height()
        - 2L * window.padding().top()
        + (long) window.dilation().height() * (window.kernel().height() - 1)
        + outputPadding.height()
        + 1;
  }

  private long columns(int in) {
    return (in - 1L) * window.stride().width()
        - 2L * window.padding().left()
        + (long) window.dilation().width() * (window.kernel().width() - 1)
        + outputPadding.width()
        + 1;
  }

  @Override
  public List<Parameter> parameters() {
    Shape weight =
        ConvArguments.weightShape(window.dimensions(), in, out / groups, window.kernel());
    return ConvArguments.parameters(weight, out, bias);
  }

  @Override
  public long multiplyAdds(List<Shape> inputs) {
    return inputs.get(0).elements() * (out / groups) * window.kernel().area();
  }

  @Override
  public Tensor evaluate(List<Tensor> inputs, Map<String, Tensor> parameters) {
    Tensor x = inputs.get(0);
    Shape shape = shape(List.of(x.shape()));
    int plane = Window.rowsOf(shape) * shape.size(-1);
    double[] sums = new double[Math.toIntExact(shape.elements())];
    for (int i = 0; i < sums.length && bias; i++) {
      sums[i] = parameters.get("bias").data()[i / plane];
    }
    for (int i = 0; i < x.data().length; i++) {
      scatter(x, i, parameters.get("weight").data(), sums, shape);
    }
    Tensor result = Tensor.zeros(shape);
    for (int i = 0; i < sums.length; i++) {
      result.data()[i] = (float) sums[i];
    }
    return result;
  }

  /** Adds what element {@code i} of the input contributes. */
  private void scatter(Tensor x, int i, float[] weight, double[] sums, Shape shape) {
    int columns = x.shape().size(-1);
    int rows = Window.rowsOf(x.shape());
    int channel = i / (rows * columns);
    int perGroup = out / groups;
    int first = channel / (in / groups) * perGroup;
    int w = channel * perGroup * (int) window.kernel().area();
    for (int c = first; c < first + perGroup; c++) {
      for (int ky = 0; ky < window.kernel().height(); ky++) {
        int y = window.row(i / columns % rows, ky);
        for (int kx = 0; kx < window.kernel().width(); kx++, w++) {
          int at = window.column(i % columns, kx);
          if (y >= 0 && y < Window.rowsOf(shape) && at >= 0 && at < shape.size(-1)) {
            int target = (c * Window.rowsOf(shape) + y) * shape.size(-1) + at;
            sums[target] += (double) x.data()[i] * weight[w];
          }
        }
      }
    }
  }

  @Override
  public String toString() {
    return text(true).toString();
  }

  private LayerText text(boolean withIn) {
    int n = window.dimensions();
    LayerText text = ConvArguments.text("convtranspose", n);
    if (withIn) {
      text.value(in);
    }
    return text.value(out)
        .value(window.kernel().argument(n))
        .named("stride", window.stride().argument(n), "1")
        .named("pad", window.padding().pair().argument(n), "0")
        .named("output_padding", outputPadding.argument(n), "0")
        .named("groups", groups, 1)
        .named("bias", bias, true)
        .named("dilation", window.dilation().argument(n), "1");
  }

  private record Type(int dimensions) implements LayerType {
    private static final List<Formal> FORMALS =
        List.of(
            ConvArguments.IN,
            ConvArguments.OUT,
            ConvArguments.KERNEL,
            ConvArguments.STRIDE,
            ConvArguments.PADDING,
            Formal.of("output_padding"),
            ConvArguments.GROUPS,
            ConvArguments.BIAS,
            ConvArguments.DILATION,
            ConvArguments.PADDING_MODE);

    @Override
    public List<String> names() {
      return ConvArguments.names("convtranspose", dimensions);
    }

    @Override
    public List<Formal> formals() {
      return FORMALS;
    }

    @Override
    public List<String> positional(int count, Set<String> named) {
      return ConvArguments.positional(FORMALS, count, named);
    }

    @Override
    public Layer create(Call call) {
      int arriving = call.arrives(dimensions).size(0);
      Optional<Shape> weight = ConvArguments.weight(call, dimensions);
      int groups = call.count("groups", 1);
      int in = call.count("in_channels", weight.map(w -> w.size(0)).orElse(arriving));
      if (weight.isPresent() && !call.has("in_channels") && in != arriving) {
        throw ConvArguments.otherWeights(call, weight.get(), in, "channels");
      }
      int out = out(call, groups, weight);
      ConvArguments.checkGroups(call, groups, in, out);
      Pair kernel = ConvArguments.kernel(call, dimensions, weight);
      Pair stride = call.extent(dimensions, "stride", 1, 1, Pair.ONE);
      Pair dilation = call.extent(dimensions, "dilation", 1, 1, Pair.ONE);
      Window.checkExtent(call, kernel, dilation);
      Margins padding = Margins.of(call.extent(dimensions, "padding", 0, 0, Pair.ZERO));
      Pair outputPadding = call.extent(dimensions, "output_padding", 0, 0, Pair.ZERO);
      checkOutputPadding(call, outputPadding.height(), stride.height(), dilation.height());
      checkOutputPadding(call, outputPadding.width(), stride.width(), dilation.width());
      call.word("padding_mode", "zeros", "zeros");
      Window window = new Window(dimensions, kernel, stride, padding, dilation, false);
      return new ConvTranspose(in, out, window, outputPadding, groups, call.bool("bias", true));
    }

    private static int out(Call call, int groups, Optional<Shape> weight) {
      if (!call.has("out_channels") && weight.isEmpty()) {
        throw ConvArguments.missing(call, "out", "the number of channels it makes");
      }
      return call.has("out_channels") ? call.count("out_channels") : weight.get().size(1) * groups;
    }

    private static void checkOutputPadding(Call call, int padding, int stride, int dilation) {
      int limit = Math.max(stride, dilation);
      if (padding > 0 && padding >= limit) {
        throw call.refuseAt(
            "output_padding",
            "%s: output_padding must be smaller than stride or dilation (%d), but %d was given"
                .formatted(call.name(), limit, padding),
            "write at most `output_padding=" + (limit - 1) + "`");
      }
    }
  }
}
