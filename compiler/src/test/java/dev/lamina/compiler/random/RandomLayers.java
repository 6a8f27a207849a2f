package dev.lamina.compiler.random;

import static dev.lamina.compiler.random.Choices.call;

import dev.lamina.compiler.layer.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/**
 * Random uses of every layer. A use may turn out not to fit the shape that arrives; the caller asks
 * the compiler and drops those.
 */
public final class RandomLayers {
  /**
   * A layer's uses.
   *
   * @param name the layer's name
   * @param minRank the lowest rank it takes, without the batch
   * @param maxRank the highest
   * @param text a random use for these sizes
   */
  public record Use(
      String name, int minRank, int maxRank, BiFunction<Choices, List<Integer>, String> text) {
    /** A network of one use of the layer, which the compiler takes. */
    public String network(Choices choices) {
      for (int attempt = 0; attempt < 1000; attempt++) {
        int rank = choices.between(minRank, maxRank);
        List<Integer> sizes = new ArrayList<>();
        for (int d = 0; d < rank; d++) {
          sizes.add(choices.size(d == 0 ? 8 : rank > 3 ? 4 : 22));
        }
        String network = "input" + Shape.of(sizes) + " -> " + text.apply(choices, sizes);
        if (Frontend.shape(network).isPresent()) {
          return network;
        }
      }
      throw new AssertionError("every use of " + name + " is refused");
    }
  }

  /** All of them. */
  public static final List<Use> ALL = all();

  private RandomLayers() {}

  private static List<Use> all() {
    List<Use> uses = new ArrayList<>();
    convolutions(uses);
    pools(uses);
    norms(uses);
    activations(uses);
    shapes(uses);
    resampling(uses);
    return List.copyOf(uses);
  }

  private static void convolutions(List<Use> to) {
    for (int i = 0; i < 4; i++) {
      to.add(new Use("conv", 3, 3, RandomLayers::conv));
    }
    to.add(new Use("conv1d", 2, 2, RandomLayers::conv1d));
    to.add(new Use("conv1d", 2, 2, RandomLayers::conv1d));
    to.add(new Use("convtranspose", 3, 3, (r, s) -> transposed(r, s, "convtranspose", true)));
    to.add(new Use("convtranspose", 3, 3, (r, s) -> transposed(r, s, "convtranspose", true)));
    to.add(new Use("convtranspose1d", 2, 2, (r, s) -> transposed(r, s, "convtranspose1d", false)));
    to.add(
        new Use(
            "linear",
            1,
            6,
            (r, s) -> call("linear", "" + r.size(20), r.maybe(0.2, "bias", false))));
    to.add(new Use("linear", 1, 2, (r, s) -> call("linear", "" + r.between(1, 70))));
  }

  private static String conv(Choices r, List<Integer> s) {
    int in = s.get(0);
    int groups = r.chance(0.25) ? in : r.chance(0.3) ? r.divisor(in) : 1;
    int out = groups * (groups > 4 ? r.between(1, 2) : r.size(20 / groups));
    boolean same = r.chance(0.15);
    String mode = r.of("reflect", "replicate", "circular");
    return call(
        "conv",
        "" + out,
        r.pair(1, r.chance(0.2) ? 5 : 3),
        same ? "pad=same" : r.maybe(0.6, "pad", r.pair(0, 2)),
        same ? "" : r.maybe(0.3, "stride", r.pair(1, 3)),
        r.maybe(0.15, "dilation", r.pair(1, 2)),
        groups == 1 ? "" : "groups=" + groups,
        r.maybe(0.2, "bias", false),
        r.maybe(0.15, "padding_mode", mode));
  }

  private static String conv1d(Choices r, List<Integer> s) {
    int in = s.get(0);
    int groups = r.chance(0.3) ? r.divisor(in) : 1;
    return call(
        "conv1d",
        "" + groups * r.size(Math.max(1, 12 / groups)),
        "" + r.between(1, 4),
        r.maybe(0.5, "pad", r.between(0, 2)),
        r.maybe(0.3, "stride", r.between(1, 3)),
        r.maybe(0.2, "dilation", 2),
        groups == 1 ? "" : "groups=" + groups,
        r.maybe(0.1, "padding_mode", r.of("reflect", "replicate", "circular")));
  }

  private static String transposed(Choices r, List<Integer> s, String name, boolean pairs) {
    int in = s.get(0);
    int groups = r.chance(0.3) ? r.divisor(in) : 1;
    int out = groups * r.size(Math.max(1, 20 / groups));
    return call(
        name,
        "" + out,
        pairs ? r.pair(1, 4) : "" + r.between(1, 4),
        r.maybe(0.7, "stride", pairs ? r.pair(1, 3) : "" + r.between(1, 3)),
        r.maybe(0.4, "pad", pairs ? r.pair(0, 2) : "" + r.between(0, 2)),
        r.maybe(0.3, "output_padding", pairs ? r.pair(0, 1) : "" + r.between(0, 1)),
        groups == 1 ? "" : "groups=" + groups,
        r.maybe(0.2, "bias", false),
        r.maybe(0.2, "dilation", pairs ? r.pair(1, 3) : "" + r.between(1, 3)));
  }

  private static void pools(List<Use> to) {
    to.add(new Use("maxpool", 3, 3, RandomLayers::maxpool));
    to.add(new Use("maxpool", 3, 3, (r, s) -> "maxpool(2)"));
    to.add(new Use("avgpool", 3, 3, RandomLayers::avgpool));
    to.add(
        new Use(
            "maxpool1d",
            2,
            2,
            (r, s) ->
                call(
                    "maxpool1d",
                    "" + r.between(1, 4),
                    r.maybe(0.5, "stride", r.between(1, 3)),
                    r.maybe(0.4, "pad", r.between(0, 2)),
                    r.maybe(0.3, "dilation", 2),
                    r.maybe(0.4, "ceil_mode", true))));
    to.add(
        new Use(
            "avgpool1d",
            2,
            2,
            (r, s) ->
                call(
                    "avgpool1d",
                    "" + r.between(1, 4),
                    r.maybe(0.5, "stride", r.between(1, 3)),
                    r.maybe(0.4, "pad", r.between(0, 2)),
                    r.maybe(0.4, "ceil_mode", true),
                    r.maybe(0.3, "count_include_pad", false))));
    for (String name : List.of("adaptiveavgpool", "adaptivemaxpool")) {
      to.add(new Use(name, 3, 3, (r, s) -> call(name, adaptiveSize(r))));
      to.add(new Use(name + "1d", 2, 2, (r, s) -> call(name + "1d", "" + r.size(9))));
    }
    to.add(
        new Use(
            "lppool",
            3,
            3,
            (r, s) ->
                call(
                    "sigmoid -> lppool",
                    r.of("1", "2", "3", "2.5"),
                    r.pair(1, 3),
                    r.maybe(0.5, "stride", r.pair(1, 2)),
                    r.maybe(0.4, "ceil_mode", true))));
    to.add(
        new Use(
            "lppool1d",
            2,
            2,
            (r, s) ->
                call(
                    "relu -> lppool1d",
                    r.of("1", "2", "3"),
                    "" + r.between(1, 3),
                    r.maybe(0.5, "stride", r.between(1, 3)),
                    r.maybe(0.4, "ceil_mode", true))));
    to.add(new Use("globalavgpool", 3, 3, (r, s) -> "globalavgpool"));
  }

  private static String adaptiveSize(Choices r) {
    if (r.chance(0.3)) {
      return "" + r.size(7);
    }
    return r.of(
        "1", "(1, " + r.size(5) + ")", "(" + r.size(6) + ", none)", "(none, " + r.size(9) + ")");
  }

  private static String maxpool(Choices r, List<Integer> s) {
    return call(
        "maxpool",
        r.pair(1, 4),
        r.maybe(0.6, "stride", r.pair(1, 3)),
        r.maybe(0.4, "pad", r.pair(0, 1)),
        r.maybe(0.2, "dilation", r.pair(1, 2)),
        r.maybe(0.4, "ceil_mode", true));
  }

  private static String avgpool(Choices r, List<Integer> s) {
    return call(
        "avgpool",
        r.pair(1, 4),
        r.maybe(0.6, "stride", r.pair(1, 3)),
        r.maybe(0.4, "pad", r.pair(0, 1)),
        r.maybe(0.4, "ceil_mode", true),
        r.maybe(0.4, "count_include_pad", false),
        r.maybe(0.2, "divisor_override", 3));
  }

  private static void norms(List<Use> to) {
    for (int i = 0; i < 2; i++) {
      to.add(
          new Use(
              "batchnorm",
              1,
              4,
              (r, s) ->
                  call("batchnorm", r.maybe(0.2, "affine", false), r.maybe(0.2, "eps", "1e-3"))));
    }
    to.add(
        new Use(
            "instancenorm",
            2,
            3,
            (r, s) ->
                call(
                    "instancenorm",
                    r.maybe(0.5, "affine", true),
                    r.maybe(0.3, "track_running_stats", true),
                    "eps=1e-2")));
    to.add(
        new Use(
            "groupnorm",
            1,
            4,
            (r, s) ->
                call(
                    "groupnorm",
                    "" + r.divisor(s.get(0)),
                    r.maybe(0.3, "affine", false),
                    "eps=1e-2")));
    to.add(new Use("layernorm", 1, 5, (r, s) -> normalized(r, s, "layernorm")));
    to.add(new Use("rmsnorm", 1, 5, (r, s) -> normalized(r, s, "rmsnorm")));
    for (String name : List.of("lrn", "localresponsenorm")) {
      to.add(
          new Use(
              name,
              2,
              4,
              (r, s) ->
                  call(
                      name,
                      "" + r.between(1, 6),
                      r.maybe(0.5, "alpha", r.decimal(0.001, 0.5)),
                      r.maybe(0.5, "beta", r.of("0.5", "0.75", "1.0", "0.6")),
                      r.maybe(0.5, "k", r.decimal(0.7, 2)))));
    }
    to.add(
        new Use(
            "normalize",
            1,
            3,
            (r, s) ->
                call("normalize", "mean=" + r.decimal(-0.5, 0.5), "std=" + r.decimal(0.3, 1.2))));
  }

  private static String normalized(Choices r, List<Integer> s, String name) {
    int last = r.between(1, s.size());
    List<String> sizes =
        s.subList(s.size() - last, s.size()).stream().map(n -> Integer.toString(n)).toList();
    String shape = last == 1 ? sizes.get(0) : "(" + String.join(", ", sizes) + ")";
    return call(
        name,
        last == s.size() && r.chance(0.5) ? "" : "normalized_shape=" + shape,
        r.maybe(0.2, "elementwise_affine", false),
        "eps=1e-2");
  }

  private static void activations(List<Use> to) {
    for (String name :
        List.of(
            "relu",
            "relu",
            "relu6",
            "selu",
            "silu",
            "mish",
            "sigmoid",
            "logsigmoid",
            "tanh",
            "softsign",
            "hardsigmoid",
            "hardswish",
            "tanhshrink",
            "rrelu",
            "gelu",
            "softmax2d")) {
      int rank = name.equals("softmax2d") ? 3 : 1;
      to.add(new Use(name, rank, rank == 3 ? 3 : 6, (r, s) -> name));
    }
    to.add(new Use("gelu", 1, 6, (r, s) -> "gelu(approximate=tanh)"));
    for (String name : List.of("elu", "celu")) {
      to.add(new Use(name, 1, 6, (r, s) -> call(name, r.maybe(0.5, "alpha", r.decimal(0.3, 2)))));
    }
    to.add(
        new Use(
            "leakyrelu",
            1,
            6,
            (r, s) -> call("leakyrelu", r.maybe(0.5, "negative_slope", r.decimal(-0.3, 0.6)))));
    to.add(
        new Use(
            "softplus",
            1,
            6,
            (r, s) ->
                call(
                    "softplus",
                    r.maybe(0.4, "beta", r.decimal(0.4, 2)),
                    r.maybe(0.3, "threshold", "8"))));
    to.add(
        new Use(
            "hardtanh",
            1,
            6,
            (r, s) -> r.of("hardtanh", "hardtanh(-0.3, 0.7)", "hardtanh(min_val=-2)")));
    for (String name : List.of("hardshrink", "softshrink")) {
      to.add(new Use(name, 1, 6, (r, s) -> call(name, r.maybe(0.5, "lambd", r.decimal(0.1, 1)))));
    }
    to.add(
        new Use(
            "threshold",
            1,
            6,
            (r, s) -> call("threshold", r.decimal(-0.5, 0.5), r.decimal(-1, 1))));
    to.add(new Use("prelu", 1, 6, (r, s) -> call("prelu", r.chance(0.5) ? "" + s.get(0) : "")));
    to.add(new Use("glu", 1, 6, (r, s) -> call("glu", dim(r, s))));
    for (String name : List.of("softmax", "logsoftmax", "softmin")) {
      to.add(new Use(name, 1, 6, (r, s) -> r.chance(0.3) ? name : call(name, dim(r, s))));
    }
  }

  private static String dim(Choices r, List<Integer> s) {
    int dim = r.between(1, s.size());
    return "" + (r.chance(0.3) ? dim - s.size() - 1 : dim);
  }

  private static void shapes(List<Use> to) {
    to.add(
        new Use(
            "flatten",
            1,
            6,
            (r, s) -> {
              int start = r.between(1, s.size());
              return call("flatten", "" + start, "" + r.between(start, s.size()));
            }));
    to.add(
        new Use(
            "reshape",
            1,
            6,
            (r, s) -> {
              int d = r.divisor(s.get(0));
              return r.of(
                  "reshape(-1, " + d + ")",
                  "reshape(" + d + ", -1)",
                  "reshape(1, -1, " + d + ")",
                  "reshape(" + d + ", -1, 1)");
            }));
    to.add(
        new Use(
            "unflatten",
            1,
            4,
            (r, s) -> {
              int d = r.divisor(s.get(0));
              return "unflatten(1, (" + d + ", " + s.get(0) / d + "))";
            }));
    to.add(new Use("pixelshuffle", 3, 4, (r, s) -> "pixelshuffle(" + r.of(1, 2, 2, 3) + ")"));
    to.add(new Use("pixelunshuffle", 3, 4, (r, s) -> "pixelunshuffle(" + r.of(1, 2, 2, 3) + ")"));
    to.add(
        new Use("channelshuffle", 2, 4, (r, s) -> "channelshuffle(" + r.divisor(s.get(0)) + ")"));
    for (String name : List.of("dropout", "alphadropout", "featurealphadropout", "identity")) {
      to.add(new Use(name, 1, 3, (r, s) -> name));
    }
    to.add(new Use("dropout1d", 2, 2, (r, s) -> "dropout1d"));
    to.add(new Use("dropout2d", 3, 3, (r, s) -> "dropout2d"));
    for (String name :
        List.of("zeropad", "reflectpad", "replicatepad", "circularpad", "constantpad")) {
      to.add(new Use(name, 2, 3, (r, s) -> pad(r, s, name)));
    }
  }

  private static String pad(Choices r, List<Integer> s, String name) {
    int low = r.chance(0.3) && (name.equals("zeropad") || name.equals("constantpad")) ? -1 : 0;
    List<String> sides = new ArrayList<>();
    for (int i = 0; i < 2 * (s.size() - 1); i++) {
      sides.add("" + r.between(low, 3));
    }
    String padding = r.chance(0.4) ? "" + r.between(0, 2) : "(" + String.join(", ", sides) + ")";
    return call(name, padding, name.equals("constantpad") ? r.decimal(-2, 2) : "");
  }

  private static void resampling(List<Use> to) {
    for (int i = 0; i < 3; i++) {
      to.add(new Use("upsample", 3, 3, RandomLayers::upsample));
    }
    to.add(
        new Use(
            "upsample",
            2,
            2,
            (r, s) ->
                call(
                    "upsample",
                    r.chance(0.5) ? r.of("2", "3", "1.5", "0.7") : "size=" + r.between(1, 19),
                    r.of("", "mode=nearest", "mode=linear", "mode=\"nearest-exact\""))));
    to.add(new Use("upsamplingnearest2d", 3, 3, (r, s) -> "upsamplingnearest2d(scale_factor=2)"));
    to.add(
        new Use(
            "upsamplingbilinear2d",
            3,
            3,
            (r, s) -> "upsamplingbilinear2d(scale_factor=" + r.of("2", "1.7", "3") + ")"));
  }

  private static String upsample(Choices r, List<Integer> s) {
    String mode = r.of("nearest", "bilinear", "bicubic", "\"nearest-exact\"");
    boolean interpolates = mode.startsWith("bi");
    String size =
        r.chance(0.6)
            ? r.of("2", "3", "1.5", "0.6", "(2, 3)", "(1.3, 2.5)")
            : "size=" + r.pair(1, 13);
    return call(
        "upsample",
        size,
        mode.equals("nearest") && r.chance(0.5) ? "" : "mode=" + mode,
        interpolates ? r.maybe(0.5, "align_corners", true) : "");
  }
}
