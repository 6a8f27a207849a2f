package dev.lamina.compiler.export;

import dev.lamina.compiler.layer.Conv;
import dev.lamina.compiler.layer.ConvTranspose;
import dev.lamina.compiler.layer.Linear;
import dev.lamina.compiler.layer.Margins;
import dev.lamina.compiler.layer.PadMode;
import dev.lamina.compiler.layer.Pair;
import dev.lamina.compiler.layer.Window;
import java.util.ArrayList;
import java.util.List;

/** Convolutions and linear layers. */
final class OnnxConvolutions {
  private OnnxConvolutions() {}

  static String conv(Conv layer, OnnxSite site) {
    Window window = layer.window();
    boolean zeros = layer.paddingMode() == PadMode.ZEROS;
    String input =
        zeros
            ? site.input()
            : OnnxPads.padded(site, site.input(), layer.paddingMode(), window.padding(), 0);
    return site.op(
        "Conv",
        operands(site, input),
        kernel(window),
        strides(window),
        dilations(window),
        pads(window, zeros ? window.padding() : Margins.NONE),
        Attribute.of("group", layer.groups()));
  }

  static String transposed(ConvTranspose layer, OnnxSite site) {
    Window window = layer.window();
    return site.op(
        "ConvTranspose",
        operands(site, site.input()),
        kernel(window),
        strides(window),
        dilations(window),
        pads(window, window.padding()),
        Attribute.list("output_padding", extent(window, layer.outputPadding())),
        Attribute.of("group", layer.groups()));
  }

  static String linear(Linear layer, OnnxSite site) {
    if (site.shape().rank() == 1) {
      return site.op("Gemm", operands(site, site.input()), Attribute.of("transB", true));
    }
    String weight = site.op("Transpose", site.weight("weight"), Attribute.list("perm", 1, 0));
    String product = site.op("MatMul", List.of(site.input(), weight));
    return layer.bias() ? site.op("Add", List.of(product, site.weight("bias"))) : product;
  }

  private static List<String> operands(OnnxSite site, String input) {
    List<String> operands = new ArrayList<>(List.of(input, site.weight("weight")));
    if (site.has("bias")) {
      operands.add(site.weight("bias"));
    }
    return operands;
  }

  static Attribute kernel(Window window) {
    return Attribute.list("kernel_shape", extent(window, window.kernel()));
  }

  static Attribute strides(Window window) {
    return Attribute.list("strides", extent(window, window.stride()));
  }

  static Attribute dilations(Window window) {
    return Attribute.list("dilations", extent(window, window.dilation()));
  }

  static Attribute pads(Window window, Margins m) {
    return window.dimensions() == 1
        ? Attribute.list("pads", m.left(), m.right())
        : Attribute.list("pads", m.top(), m.left(), m.bottom(), m.right());
  }

  private static List<Integer> extent(Window window, Pair pair) {
    return window.dimensions() == 1 ? List.of(pair.width()) : List.of(pair.height(), pair.width());
  }
}
