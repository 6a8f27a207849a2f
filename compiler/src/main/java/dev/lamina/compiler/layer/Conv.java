package dev.lamina.compiler.layer;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Convolution (cross-correlation) with weights {@code (out, in / groups, kernel...)}.
 *
 * @param in channels that arrive
 * @param out channels of the result
 * @param window the geometry; its padding is filled as {@code paddingMode} says
 * @param groups into how many independent parts the channels fall
 * @param bias whether a value a channel is added
 * @param paddingMode what stands outside the plane
 * @see <a href="https://pytorch.org/docs/stable/generated/torch.nn.Conv2d.html">Conv2d</a>
 * @see <a href="https://pytorch.org/docs/stable/generated/torch.nn.Conv1d.html">Conv1d</a>
 */
public record Conv(int in, int out, Window window, int groups, boolean bias, PadMode paddingMode)
    implements Layer {
  /** {@code conv}, on (C, H, W). */
  public static final LayerType TYPE = new Type(2);

  /** {@code conv1d}, on (C, L). */
  public static final LayerType TYPE_1D = new Type(1);

  /** The same with a bias. */
  public Conv withBias() {
    return new Conv(in, out, window, groups, true, paddingMode);
  }

  /** How many elements a sample has with the padding around it; not exact above 2^53. */
  public double paddedSize(Shape arriving) {
    Margins p = window.padding();
    double rows = (double) Window.rowsOf(arriving) + p.top() + p.bottom();
    double columns = (double) arriving.size(-1) + p.left() + p.right();
    return arriving.size(0) * rows * columns;
  }

  @Override
  public Shape shape(List<Shape> inputs) {
    Shape arriving = Window.requireSpatial(this, inputs.get(0), window.dimensions());
    ConvArguments.requireChannels(this, in, arriving, text(false).toString() + meant());
    paddingMode.check(this, arriving, window.padding());
    return window.over(arriving, out, this);
  }

  /** For {@code conv(64, 3, 2)}: what it would be with the filters first. */
  private String meant() {
    int kernel = window.kernel().width();
    boolean swapped = out < in && out <= 11 && kernel < out && window.stride().equals(Pair.ONE);
    return swapped
        ? "`; for %d filters of size %d at stride %d: `conv%s(%d, %d, stride=%d)"
            .formatted(in, out, kernel, window.dimensions() == 1 ? "1d" : "", in, out, kernel)
        : "";
  }

  @Override
  public List<Parameter> parameters() {
    Shape weight =
        ConvArguments.weightShape(window.dimensions(), out, in / groups, window.kernel());
    return ConvArguments.parameters(weight, out, bias);
  }

  @Override
  public long multiplyAdds(List<Shape> inputs) {
    return shape(inputs).elements() * (in / groups) * window.kernel().area();
  }

  @Override
  public Tensor evaluate(List<Tensor> inputs, Map<String, Tensor> parameters) {
    Tensor x = inputs.get(0);
    Shape shape = shape(List.of(x.shape()));
    Tensor result = Tensor.zeros(shape);
    float[] weight = parameters.get("weight").data();
    int rows = Window.rowsOf(shape);
    int columns = shape.size(-1);
    for (int i = 0; i < result.data().length; i++) {
      int channel = i / (rows * columns);
      double start = bias ? parameters.get("bias").data()[channel] : 0;
      int row = i / columns % rows;
      result.data()[i] = (float) (start + dot(x, weight, channel, row, i % columns));
    }
    return result;
  }

  private double dot(Tensor x, float[] weight, int channel, int row, int column) {
    int rows = Window.rowsOf(x.shape());
    int columns = x.shape().size(-1);
    int perGroup = in / groups;
    int first = channel / (out / groups) * perGroup;
    int w = channel * perGroup * (int) window.kernel().area();
    double sum = 0;
    for (int c = first; c < first + perGroup; c++) {
      for (int ky = 0; ky < window.kernel().height(); ky++) {
        int y = paddingMode.source(window.row(row, ky), rows);
        for (int kx = 0; kx < window.kernel().width(); kx++, w++) {
          int at = paddingMode.source(window.column(column, kx), columns);
          if (y >= 0 && at >= 0) {
            sum += (double) x.data()[(c * rows + y) * columns + at] * weight[w];
          }
        }
      }
    }
    return sum;
  }

  @Override
  public String toString() {
    return text(true).toString();
  }

  private LayerText text(boolean withIn) {
    int n = window.dimensions();
    LayerText text = ConvArguments.text("conv", n);
    if (withIn) {
      text.value(in);
    }
    Margins padding = window.padding();
    String pad = padding.symmetric() ? padding.pair().argument(n) : "same";
    return text.value(out)
        .value(window.kernel().argument(n))
        .named("stride", window.stride().argument(n), "1")
        .named("pad", pad, "0")
        .named("dilation", window.dilation().argument(n), "1")
        .named("groups", groups, 1)
        .named("bias", bias, true)
        .named("padding_mode", paddingMode, PadMode.ZEROS);
  }

  private record Type(int dimensions) implements LayerType {
    private static final List<Formal> FORMALS =
        List.of(
            ConvArguments.IN,
            ConvArguments.OUT,
            ConvArguments.KERNEL,
            ConvArguments.STRIDE,
            ConvArguments.PADDING,
            ConvArguments.DILATION,
            ConvArguments.GROUPS,
            ConvArguments.BIAS,
            ConvArguments.PADDING_MODE);

    /** Three positional arguments, none of them a pair, and what is in them. */
    private static final Pattern THREE_POSITIONAL =
        Pattern.compile("\\w+\\(\\s*[^=,()]+,[^=,()]+,[^=,()]+[,)].*");

    @Override
    public List<String> names() {
      return ConvArguments.names("conv", dimensions);
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
      int out = out(call, weight);
      int in = call.has("in_channels") ? call.count("in_channels") : in(call, arriving, weight);
      if (weight.isPresent() && !call.has("in_channels") && in != arriving) {
        throw ConvArguments.otherWeights(call, weight.get(), in, "channels");
      }
      Pair kernel = ConvArguments.kernel(call, dimensions, weight);
      int groups = groups(call, in, out, weight);
      ConvArguments.checkGroups(call, groups, in, out);
      boolean bias = call.bool("bias", true);
      PadMode mode = paddingMode(call);
      warnIfSwapped(call, arriving);
      return new Conv(in, out, window(call, kernel), groups, bias, mode);
    }

    private static int out(Call call, Optional<Shape> weight) {
      if (!call.has("out_channels") && weight.isEmpty()) {
        throw ConvArguments.missing(call, "out", "the number of its filters");
      }
      return call.has("out_channels") ? call.count("out_channels") : weight.get().size(0);
    }

    /** What arrives, or what the weights take where that is something else for certain. */
    private static int in(Call call, int arriving, Optional<Shape> weight) {
      if (call.has("out_channels") || weight.isEmpty() || arriving % weight.get().size(1) == 0) {
        return arriving;
      }
      return weight.get().size(1) * call.count("groups", 1);
    }

    private static int groups(Call call, int in, int out, Optional<Shape> weight) {
      if (call.has("groups") || weight.isEmpty() || in % weight.get().size(1) != 0) {
        return call.count("groups", 1);
      }
      int groups = in / weight.get().size(1);
      return out % groups == 0 ? groups : 1;
    }

    private static PadMode paddingMode(Call call) {
      String mode = call.word("padding_mode", "zeros", "zeros", "reflect", "replicate", "circular");
      return PadMode.valueOf(mode.toUpperCase(Locale.ROOT));
    }

    private Window window(Call call, Pair kernel) {
      Pair stride = call.extent(dimensions, "stride", 1, 1, Pair.ONE);
      Pair dilation = call.extent(dimensions, "dilation", 1, 1, Pair.ONE);
      Window.checkExtent(call, kernel, dilation);
      Margins padding = padding(call, kernel, stride, dilation);
      return new Window(dimensions, kernel, stride, padding, dilation, false);
    }

    private Margins padding(Call call, Pair kernel, Pair stride, Pair dilation) {
      boolean word =
          call.given("padding").filter(g -> g.value() instanceof ArgumentValue.Word).isPresent();
      if (!word) {
        return Margins.of(call.extent(dimensions, "padding", 0, 0, Pair.ZERO));
      }
      if (call.word("padding", "valid", "same", "valid").equals("valid")) {
        return Margins.NONE;
      }
      if (!stride.equals(Pair.ONE)) {
        throw call.refuseAt(
            "padding",
            "%s: pad=same needs a stride of 1, but stride=%s was given"
                .formatted(call.name(), stride.argument(dimensions)),
            "write the padding as a number, half the kernel: `pad=%d`"
                .formatted(kernel.width() / 2));
      }
      int height = dilation.height() * (kernel.height() - 1);
      int width = dilation.width() * (kernel.width() - 1);
      return new Margins(height / 2, height - height / 2, width / 2, width - width / 2);
    }

    /** {@code conv(64, 3, 2)} where 64 filters of 3x3 at stride 2 were probably meant. */
    private void warnIfSwapped(Call call, int arriving) {
      if (!THREE_POSITIONAL.matcher(call.text()).matches()
          || call.count("in_channels") != arriving) {
        return;
      }
      int out = call.count("out_channels");
      int kernel = call.count("kernel_size");
      if (out < arriving && out % 2 == 1 && out <= 11 && kernel % 2 == 0 && kernel < out) {
        String name = call.name();
        String size = dimensions == 1 ? Integer.toString(out) : out + "x" + out;
        call.warn(
            "%s reads as in=%d, out=%d, kernel=%d".formatted(call.text(), arriving, out, kernel),
            "for %d filters of %s at stride %d write `%s(%d, %d, stride=%d)`"
                .formatted(arriving, size, kernel, name, arriving, out, kernel));
      }
    }
  }
}
