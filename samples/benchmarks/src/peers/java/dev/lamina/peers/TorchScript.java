package dev.lamina.peers;

import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.graph.Weight;
import dev.lamina.compiler.layer.Activation;
import dev.lamina.compiler.layer.AdaptiveAvgPool;
import dev.lamina.compiler.layer.AdaptiveMaxPool;
import dev.lamina.compiler.layer.Arithmetic;
import dev.lamina.compiler.layer.AvgPool;
import dev.lamina.compiler.layer.BatchNorm;
import dev.lamina.compiler.layer.ChannelShuffle;
import dev.lamina.compiler.layer.Concat;
import dev.lamina.compiler.layer.Conv;
import dev.lamina.compiler.layer.ConvTranspose;
import dev.lamina.compiler.layer.GlobalAvgPool;
import dev.lamina.compiler.layer.Glu;
import dev.lamina.compiler.layer.GroupNorm;
import dev.lamina.compiler.layer.Input;
import dev.lamina.compiler.layer.InstanceNorm;
import dev.lamina.compiler.layer.Layer;
import dev.lamina.compiler.layer.LayerNorm;
import dev.lamina.compiler.layer.Linear;
import dev.lamina.compiler.layer.LocalResponseNorm;
import dev.lamina.compiler.layer.LpPool;
import dev.lamina.compiler.layer.Margins;
import dev.lamina.compiler.layer.MaxPool;
import dev.lamina.compiler.layer.NoOp;
import dev.lamina.compiler.layer.Normalize;
import dev.lamina.compiler.layer.PRelu;
import dev.lamina.compiler.layer.Pad;
import dev.lamina.compiler.layer.PadMode;
import dev.lamina.compiler.layer.Pair;
import dev.lamina.compiler.layer.PixelShuffle;
import dev.lamina.compiler.layer.PixelUnshuffle;
import dev.lamina.compiler.layer.Resize;
import dev.lamina.compiler.layer.RmsNorm;
import dev.lamina.compiler.layer.Shape;
import dev.lamina.compiler.layer.Softmax;
import dev.lamina.compiler.layer.UpsampleNearest;
import dev.lamina.compiler.layer.UpsampleSmooth;
import dev.lamina.compiler.layer.View;
import dev.lamina.compiler.layer.Window;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A graph as a TorchScript method: one call of torch a layer, with the layer's own arguments, so
 * that torch says what they mean. Nothing is fused or folded.
 */
final class TorchScript {
  private final Graph graph;
  private final StringBuilder body = new StringBuilder();
  private final Map<String, Weight> attributes = new LinkedHashMap<>();

  private Node node;
  private String x;
  private Shape in;

  private TorchScript(Graph graph) {
    this.graph = graph;
  }

  /**
   * A method and the weights it takes.
   *
   * @param source the method {@code forward}
   * @param attributes the weights by the names they have in it
   */
  record Method(String source, Map<String, Weight> attributes) {}

  /** Translates {@code graph}, as elaborated. */
  static Method of(Graph graph) {
    return new TorchScript(graph).translate();
  }

  private Method translate() {
    String inputs =
        graph.inputs().stream().map(TorchScript::value).collect(Collectors.joining(", "));
    body.append("def forward(self, ").append(inputs).append("):\n");
    for (int i = 0; i < graph.nodes().size(); i++) {
      node = graph.node(i);
      if (!(node.layer() instanceof Input)) {
        x = value(node.inputs().get(0));
        in = graph.node(node.inputs().get(0)).shape();
        line(value(i) + " = " + expression(node.layer()));
      }
    }
    line(
        "return "
            + graph.outputs().stream()
                .map(o -> value(o.node()))
                .collect(Collectors.joining(", ", "[", "]")));
    return new Method(body.toString(), attributes);
  }

  private void line(String text) {
    body.append("    ").append(text).append('\n');
  }

  private static String value(int node) {
    return "v" + node;
  }

  private String expression(Layer layer) {
    if (layer instanceof Conv l) {
      return conv(l);
    } else if (layer instanceof ConvTranspose l) {
      return convTranspose(l);
    } else if (layer instanceof Linear) {
      return call("linear", x, weight("weight"), optional("bias"));
    } else if (layer instanceof NoOp) {
      return x;
    } else if (layer instanceof View) {
      return call("reshape", x, batched(node.shape()));
    } else if (layer instanceof Activation l) {
      return activation(l.text());
    } else if (layer instanceof PRelu) {
      return call("prelu", x, weight("weight"));
    } else if (layer instanceof Normalize) {
      return call("div", call("sub", x, perChannel("mean")), perChannel("std"));
    } else if (layer instanceof Softmax l) {
      return softmax(l);
    } else if (layer instanceof Glu l) {
      return call("glu", x, l.dim() + 1);
    } else if (layer instanceof Arithmetic l) {
      return arithmetic(l);
    } else if (layer instanceof Concat) {
      return call("cat", operands().collect(Collectors.joining(", ", "[", "]")), 1);
    }
    return poolOrNorm(layer);
  }

  private String poolOrNorm(Layer layer) {
    if (layer instanceof MaxPool l) {
      Window w = l.window();
      return call(
          "max_pool" + suffix(w),
          x,
          list(w, w.kernel()),
          list(w, w.stride()),
          list(w, w.padding().pair()),
          list(w, w.dilation()),
          bool(w.ceilMode()));
    } else if (layer instanceof AvgPool l) {
      return avgPool(l);
    } else if (layer instanceof LpPool l) {
      return lpPool(l);
    } else if (layer instanceof AdaptiveAvgPool l) {
      return adaptive("avg", l.dimensions(), l.size());
    } else if (layer instanceof AdaptiveMaxPool l) {
      return adaptive("max", l.dimensions(), l.size()) + "[0]";
    } else if (layer instanceof GlobalAvgPool) {
      return call("mean", x, in.rank() == 2 ? "[2]" : in.rank() == 3 ? "[2, 3]" : dims(), "True");
    } else if (layer instanceof BatchNorm l) {
      return call(
          "batch_norm",
          x,
          optional("weight"),
          optional("bias"),
          weight("running_mean"),
          weight("running_var"),
          "False, 0.0",
          l.eps(),
          "False");
    } else if (layer instanceof InstanceNorm l) {
      return call(
          "instance_norm",
          x,
          optional("weight"),
          optional("bias"),
          "None, None, True, 0.0",
          l.eps(),
          "False");
    } else if (layer instanceof GroupNorm l) {
      return call(
          "group_norm", x, l.groups(), optional("weight"), optional("bias"), l.eps(), "False");
    } else if (layer instanceof LayerNorm l) {
      return call(
          "layer_norm",
          x,
          sizes(l.normalized()),
          optional("weight"),
          optional("bias"),
          l.eps(),
          "False");
    } else if (layer instanceof RmsNorm l) {
      return call("rms_norm", x, sizes(l.normalized()), optional("weight"), l.eps());
    } else if (layer instanceof LocalResponseNorm l) {
      return localResponseNorm(l);
    }
    return movement(layer);
  }

  private String movement(Layer layer) {
    if (layer instanceof Pad l) {
      return padded(l.dimensions(), l.mode(), l.margins(), l.value());
    } else if (layer instanceof PixelShuffle l) {
      return call("pixel_shuffle", x, l.factor());
    } else if (layer instanceof PixelUnshuffle l) {
      return call("pixel_unshuffle", x, l.factor());
    } else if (layer instanceof ChannelShuffle l) {
      return channelShuffle(l);
    } else if (layer instanceof UpsampleNearest l) {
      String name = (l.exact() ? "_upsample_nearest_exact" : "upsample_nearest") + l.dimensions();
      return call(name + "d", x, resize(l.dimensions(), l.resize(), ""));
    } else if (layer instanceof UpsampleSmooth l) {
      String name = l.cubic() ? "bicubic2d" : l.dimensions() == 1 ? "linear1d" : "bilinear2d";
      return call(
          "upsample_" + name, x, resize(l.dimensions(), l.resize(), bool(l.alignCorners()) + ", "));
    }
    throw new IllegalArgumentException("no torch call for " + layer);
  }

  private String conv(Conv l) {
    Window w = l.window();
    Margins m = w.padding();
    boolean inside = l.paddingMode() == PadMode.ZEROS && m.symmetric();
    return call(
        "conv" + suffix(w),
        inside ? x : padded(w.dimensions(), l.paddingMode(), m, 0),
        weight("weight"),
        optional("bias"),
        list(w, w.stride()),
        list(w, inside ? m.pair() : Pair.ZERO),
        list(w, w.dilation()),
        l.groups());
  }

  private String convTranspose(ConvTranspose l) {
    Window w = l.window();
    return call(
        "conv_transpose" + suffix(w),
        x,
        weight("weight"),
        optional("bias"),
        list(w, w.stride()),
        list(w, w.padding().pair()),
        list(w, l.outputPadding()),
        l.groups(),
        list(w, w.dilation()));
  }

  private String avgPool(AvgPool l) {
    Window w = l.window();
    String common =
        call(
            "avg_pool" + suffix(w),
            x,
            list(w, w.kernel()),
            list(w, w.stride()),
            list(w, w.padding().pair()),
            bool(w.ceilMode()),
            bool(l.countIncludePad()));
    return l.divisor().isPresent()
        ? common.substring(0, common.length() - 1) + ", " + l.divisor().getAsInt() + ")"
        : common;
  }

  /** As torch.nn.functional.lp_pool2d. */
  private String lpPool(LpPool l) {
    Window w = l.window();
    String mean =
        call(
            "avg_pool" + suffix(w),
            call("pow", x, l.norm()),
            list(w, w.kernel()),
            list(w, w.stride()),
            list(w, Pair.ZERO),
            bool(w.ceilMode()));
    String magnitude = call("relu", call("abs", "m"));
    line("m = " + mean);
    String sum = call("mul", call("mul", call("sign", "m"), magnitude), (double) w.kernel().area());
    return call("pow", sum, 1 / l.norm());
  }

  private String adaptive(String kind, int dimensions, Pair size) {
    String sizes =
        dimensions == 1
            ? "[" + size.width() + "]"
            : "[" + size.height() + ", " + size.width() + "]";
    return call("adaptive_" + kind + "_pool" + dimensions + "d", x, sizes);
  }

  private String dims() {
    return Arrays.toString(IntStream.rangeClosed(2, in.rank()).toArray());
  }

  /** As torch.nn.functional.local_response_norm. */
  private String localResponseNorm(LocalResponseNorm l) {
    String pad =
        "[" + "0, 0, ".repeat(in.rank() - 1) + l.size() / 2 + ", " + (l.size() - 1) / 2 + "]";
    line("s = " + call("constant_pad_nd", call("mul", x, x), pad));
    line("s = torch.avg_pool2d(torch.flatten(s, 2), [" + l.size() + ", 1], [1, 1])");
    line("s = torch.reshape(s, " + batched(in) + ")");
    String base = call("add", call("mul", "s", l.alpha()), l.k());
    return call("div", x, call("pow", base, l.beta()));
  }

  private String channelShuffle(ChannelShuffle l) {
    int channels = in.size(0);
    String split = "[-1, " + l.groups() + ", " + channels / l.groups() + ", ";
    String grouped = call("reshape", x, split + in.elements(1, in.rank()) + "]");
    return call("reshape", call("transpose", grouped, 1, 2), batched(in));
  }

  private String softmax(Softmax l) {
    int dim = l.dim() + 1;
    return switch (l.kind()) {
      case SOFTMAX -> call("softmax", x, dim);
      case LOG_SOFTMAX -> call("log_softmax", x, dim);
      case SOFTMIN -> call("softmax", call("neg", x), dim);
    };
  }

  private String arithmetic(Arithmetic l) {
    String name = l.op().name().toLowerCase(Locale.ROOT);
    return operands().reduce((a, b) -> call(name, a, b)).orElseThrow();
  }

  /** From the layer's text, such as {@code hardtanh(-2.0, max_val=2.0)}. */
  private String activation(String text) {
    LayerCall l = LayerCall.parse(text);
    return switch (l.name()) {
      case "relu", "relu6", "selu", "silu", "mish", "sigmoid", "tanh", "hardsigmoid", "hardswish" ->
          call(l.name(), x);
      case "logsigmoid" -> call("log_sigmoid", x);
      case "softsign" -> call("div", x, call("add", call("abs", x), 1));
      case "tanhshrink" -> call("sub", x, call("tanh", x));
      case "elu" -> call("elu", x, l.argument(0, "alpha", "1.0"));
      case "celu" -> call("celu", x, l.argument(0, "alpha", "1.0"));
      case "gelu" -> "torch.gelu(" + x + ", approximate=\"" + gelu(l) + "\")";
      case "softplus" ->
          call("softplus", x, l.argument(0, "beta", "1.0"), l.argument(1, "threshold", "20.0"));
      case "hardtanh" ->
          call("hardtanh", x, l.argument(0, "min_val", "-1.0"), l.argument(1, "max_val", "1.0"));
      case "hardshrink" -> call("hardshrink", x, l.argument(0, "lambd", "0.5"));
      case "softshrink" -> call("softshrink", x, l.argument(0, "lambd", "0.5"));
      case "leakyrelu" -> call("leaky_relu", x, l.argument(0, "negative_slope", "0.01"));
      case "rrelu" ->
          "torch.rrelu(%s, %s, %s, False)"
              .formatted(
                  x,
                  l.argument(0, "lower", Double.toString(1.0 / 8)),
                  l.argument(1, "upper", Double.toString(1.0 / 3)));
      case "threshold" ->
          call("threshold", x, l.argument(0, "threshold", ""), l.argument(1, "value", ""));
      default -> throw new IllegalArgumentException("no torch call for " + text);
    };
  }

  private static String gelu(LayerCall l) {
    return l.argument(0, "approximate", "none");
  }

  private String padded(int dimensions, PadMode mode, Margins m, double value) {
    String pads =
        dimensions == 1
            ? "[%d, %d]".formatted(m.left(), m.right())
            : "[%d, %d, %d, %d]".formatted(m.left(), m.right(), m.top(), m.bottom());
    return mode == PadMode.ZEROS
        ? call("constant_pad_nd", x, pads, value)
        : call("pad", x, pads, "\"" + mode + "\"");
  }

  private String resize(int dimensions, Resize resize, String align) {
    String size =
        dimensions == 1
            ? "[" + node.shape().size(-1) + "]"
            : "[" + node.shape().size(-2) + ", " + node.shape().size(-1) + "]";
    if (resize.bySize()) {
      return size + (align.isEmpty() ? "" : ", " + align.substring(0, align.length() - 2));
    }
    return dimensions == 1
        ? size + ", " + align + resize.width()
        : size + ", " + align + resize.height() + ", " + resize.width();
  }

  private Stream<String> operands() {
    return node.inputs().stream().map(TorchScript::value);
  }

  private String weight(String parameter) {
    String name = "w" + attributes.size();
    attributes.put(name, node.weights().get(parameter));
    return "self." + name;
  }

  private String optional(String parameter) {
    return node.weights().containsKey(parameter) ? weight(parameter) : "None";
  }

  private String perChannel(String parameter) {
    return call("reshape", weight(parameter), "[-1" + ", 1".repeat(in.rank() - 1) + "]");
  }

  private static String call(String function, Object... arguments) {
    return Arrays.stream(arguments)
        .map(Object::toString)
        .collect(Collectors.joining(", ", "torch." + function + "(", ")"));
  }

  private static String suffix(Window w) {
    return w.dimensions() + "d";
  }

  private static String list(Window w, Pair p) {
    return w.dimensions() == 1 ? "[" + p.width() + "]" : "[" + p.height() + ", " + p.width() + "]";
  }

  private static String bool(boolean value) {
    return value ? "True" : "False";
  }

  private static String sizes(Shape shape) {
    return Arrays.toString(shape.sizes());
  }

  private static String batched(Shape shape) {
    List<Integer> sizes = Arrays.stream(shape.sizes()).boxed().collect(Collectors.toList());
    sizes.add(0, -1);
    return sizes.toString();
  }
}
