package dev.lamina.compiler.export;

import dev.lamina.compiler.layer.Resize;
import dev.lamina.compiler.layer.Shape;
import dev.lamina.compiler.layer.UpsampleNearest;
import dev.lamina.compiler.layer.UpsampleSmooth;
import dev.lamina.compiler.layer.Window;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;

/** Upsampling. */
final class OnnxResizes {
  private OnnxResizes() {}

  /** Torch rounds places in float, so that only its own indices are exact for every factor. */
  static String nearest(UpsampleNearest layer, OnnxSite site) {
    Shape in = site.shape();
    Shape out = site.node().shape();
    int lines = in.rank() == 2 ? 1 : out.size(-2);
    int width = out.size(-1);
    IntUnaryOperator row = y -> layer.source(in, y * width) / in.size(-1);
    IntUnaryOperator column = x -> layer.source(in, x);
    String rows =
        layer.dimensions() == 1
            ? site.input()
            : gathered(site, site.input(), 2, Window.rowsOf(in), lines, row);
    return gathered(site, rows, layer.dimensions() + 1, in.size(-1), width, column);
  }

  private static String gathered(
      OnnxSite site, String value, int axis, int in, int out, IntUnaryOperator source) {
    long[] indices = new long[out];
    boolean repeated = out % in == 0;
    for (int i = 0; i < out; i++) {
      indices[i] = source.applyAsInt(i);
      repeated &= indices[i] == i / Math.max(1, out / in);
    }
    if (repeated && out == in) {
      return value;
    }
    return repeated
        ? repeated(site, value, axis, out / in)
        : site.op(
            "Gather", List.of(value, site.builder().integers(indices)), Attribute.of("axis", axis));
  }

  private static String repeated(OnnxSite site, String value, int axis, int factor) {
    float[] scales = new float[site.shape().rank() + 1];
    Arrays.fill(scales, 1);
    scales[axis] = factor;
    return site.op(
        "Resize",
        List.of(value, "", scales(site, scales)),
        Attribute.of("mode", "nearest"),
        Attribute.of("nearest_mode", "floor"),
        Attribute.of("coordinate_transformation_mode", "asymmetric"));
  }

  static String smooth(UpsampleSmooth layer, OnnxSite site) {
    Shape in = site.shape();
    int rows = Window.rowsOf(in);
    int columns = in.size(-1);
    Resize resize = layer.resize();
    int lines = layer.dimensions() == 1 ? 1 : resize.rows(rows);
    int width = resize.columns(columns);
    String planes =
        layer.dimensions() == 1 ? site.reshaped(site.input(), in.size(0), 1, -1) : site.input();
    String result =
        site.op(
            "Resize",
            List.of(
                planes,
                "",
                scales(
                    site,
                    1,
                    1,
                    layer.dimensions() == 1 ? 1 : factor(layer, rows, lines, resize.height()),
                    factor(layer, columns, width, resize.width()))),
            Attribute.of("mode", layer.cubic() ? "cubic" : "linear"),
            Attribute.of("cubic_coeff_a", -0.75),
            Attribute.of(
                "coordinate_transformation_mode",
                layer.alignCorners() ? "align_corners" : "half_pixel"));
    return layer.dimensions() == 1 ? site.inResultShape(result) : result;
  }

  /** Linear upsampling that keeps a size copies, whatever the factor says. */
  private static float factor(UpsampleSmooth layer, int in, int out, double given) {
    if (!layer.cubic() && in == out) {
      return 1;
    }
    return layer.resize().bySize() ? enough(in, out) : (float) given;
  }

  /** The quotient, rounded so that {@code in} times it gives {@code out} when rounded down. */
  private static float enough(int in, int out) {
    float factor = (float) out / in;
    return (int) Math.floor((float) in * factor) < out ? Math.nextUp(factor) : factor;
  }

  private static String scales(OnnxSite site, float... scales) {
    String name = site.node().path() + ":scales" + site.builder().nodes().size();
    return site.builder().floats(name, scales);
  }
}
