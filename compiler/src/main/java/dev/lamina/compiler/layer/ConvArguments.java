package dev.lamina.compiler.layer;

import dev.lamina.compiler.layer.LayerType.Formal;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the arguments of convolutions and transposed convolutions have in common. */
final class ConvArguments {
  static final Formal IN = Formal.of("in_channels", "in");
  static final Formal OUT = Formal.of("out_channels", "out");
  static final Formal KERNEL = Formal.of("kernel_size", "kernel");
  static final Formal STRIDE = Formal.of("stride");
  static final Formal PADDING = Formal.of("padding", "pad");
  static final Formal DILATION = Formal.of("dilation");
  static final Formal GROUPS = Formal.of("groups");
  static final Formal BIAS = Formal.of("bias");
  static final Formal PADDING_MODE = Formal.of("padding_mode");

  private ConvArguments() {}

  /**
   * Three or more are in, out, kernel, ...; two are out, kernel (in, out where {@code kernel} is
   * named); one is out (in where {@code out} is named).
   */
  static List<String> positional(List<Formal> formals, int count, Set<String> named) {
    if (count == 2) {
      return named.contains(KERNEL.name())
          ? List.of(IN.name(), OUT.name())
          : List.of(OUT.name(), KERNEL.name());
    }
    if (count == 1) {
      return List.of(named.contains(OUT.name()) ? IN.name() : OUT.name());
    }
    return formals.stream().limit(count).map(Formal::name).toList();
  }

  /** The shape of the weights that were given, if their rank fits. */
  static Optional<Shape> weight(Call call, int dimensions) {
    return call.weight("weight").filter(w -> w.rank() == dimensions + 2);
  }

  /** The kernel, from the weights where it was left out. */
  static Pair kernel(Call call, int dimensions, Optional<Shape> weight) {
    if (call.has(KERNEL.name()) || weight.isEmpty()) {
      if (!call.has(KERNEL.name())) {
        throw missing(call, "kernel", "the window's size");
      }
      return call.extent(dimensions, KERNEL.name(), 1, 1);
    }
    Shape w = weight.get();
    return new Pair(dimensions == 1 ? 1 : w.size(2), w.size(-1));
  }

  /** Refuses a layer whose size neither the source nor weights give. */
  static LayerType.Refusal missing(Call call, String argument, String what) {
    return call.refuse(
        "%s needs `%s`, %s: neither the source nor weights give it"
            .formatted(call.name(), argument, what),
        "write `%s(64, 3)`: 64 channels, a window of 3".formatted(call.name()),
        "or give the weights, which determine it");
  }

  /** Refuses weights that are for other channels or features than those that arrive. */
  static LayerType.Refusal otherWeights(Call call, Shape weight, int in, String what) {
    Shape arriving = call.input();
    boolean flat = what.equals("features") && arriving.rank() > 1 && arriving.elements() == in;
    return call.refuse(
        "the weights of %s are %s, for %d %s, but %s arrives"
            .formatted(call.name(), weight, in, what, arriving),
        flat
            ? "put `flatten` before it, which makes " + in + " features of " + arriving
            : "the weights belong to another network, or a layer before differs");
  }

  /** Refuses group counts that do not divide the channels. */
  static void checkGroups(Call call, int groups, int in, int out) {
    checkDivides(call, groups, in, "in");
    checkDivides(call, groups, out, "out");
  }

  private static void checkDivides(Call call, int groups, int channels, String what) {
    if (channels % groups != 0) {
      throw call.refuseAt(
          GROUPS.name(),
          "%s: groups must divide the channels, but %s=%d in %d groups was given"
              .formatted(call.name(), what, channels, groups),
          "take a divisor of " + channels);
    }
  }

  /** The names of a layer with that many spatial dimensions, such as conv and conv2d. */
  static List<String> names(String name, int dimensions) {
    return dimensions == 1 ? List.of(name + "1d") : List.of(name, name + "2d");
  }

  /** The text of such a layer, without arguments. */
  static LayerText text(String name, int dimensions) {
    return LayerText.of(dimensions == 1 ? name + "1d" : name);
  }

  /** Refuses channels that differ from those that the layer takes. */
  static void requireChannels(Object layer, int expected, Shape in, String withoutIn) {
    if (in.size(0) != expected) {
      throw new ShapeException(
          layer + " takes " + expected + " channels, but " + in + " arrives",
          "leave the first number out, and it takes what arrives: `" + withoutIn + "`");
    }
  }

  /** Weight and bias uniform in ±1 / sqrt(fan_in), as torch's Kaiming-uniform comes out. */
  static List<Parameter> parameters(Shape weight, int out, boolean bias) {
    double bound = 1 / Math.sqrt((double) weight.elements(1, weight.rank()));
    Parameter.Init init = new Parameter.Init.Uniform(bound);
    Parameter w = new Parameter("weight", weight, init);
    return bias ? List.of(w, new Parameter("bias", Shape.of(out), init)) : List.of(w);
  }

  /** {@code (a, b, kernel...)}. */
  static Shape weightShape(int dimensions, int a, int b, Pair kernel) {
    return dimensions == 1
        ? Shape.of(a, b, kernel.width())
        : Shape.of(a, b, kernel.height(), kernel.width());
  }
}
