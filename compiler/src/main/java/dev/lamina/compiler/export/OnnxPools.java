package dev.lamina.compiler.export;

import dev.lamina.compiler.layer.AvgPool;
import dev.lamina.compiler.layer.LpPool;
import dev.lamina.compiler.layer.Margins;
import dev.lamina.compiler.layer.MaxPool;
import dev.lamina.compiler.layer.PadMode;
import dev.lamina.compiler.layer.Window;
import java.util.List;

/**
 * Pools. Readers of ONNX differ on {@code ceil_mode}, so that what it adds is written as padding at
 * the end.
 */
final class OnnxPools {
  private OnnxPools() {}

  static String max(MaxPool layer, OnnxSite site) {
    Window window = layer.window();
    Margins margins = withCeil(window, site);
    boolean small =
        margins.bottom() < window.kernel().height() && margins.right() < window.kernel().width();
    String input =
        small
            ? site.input()
            : OnnxPads.padded(site, site.input(), PadMode.ZEROS, margins, Double.NEGATIVE_INFINITY);
    return site.op(
        "MaxPool",
        List.of(input),
        OnnxConvolutions.kernel(window),
        OnnxConvolutions.strides(window),
        OnnxConvolutions.dilations(window),
        OnnxConvolutions.pads(window, small ? margins : Margins.NONE));
  }

  static String average(AvgPool layer, OnnxSite site) {
    Window window = layer.window();
    if (layer.divisor().isPresent()) {
      String mean = average(site, window, site.input(), withCeil(window, site), true);
      double factor = (double) window.kernel().area() / layer.divisor().getAsInt();
      return site.op("Mul", List.of(mean, site.builder().scalar(factor)));
    }
    Margins margins = withCeil(window, site);
    if (!layer.countIncludePad() || margins.equals(window.padding())) {
      return average(site, window, site.input(), margins, layer.countIncludePad());
    }
    String padded = OnnxPads.padded(site, site.input(), PadMode.ZEROS, window.padding(), 0);
    Margins more =
        new Margins(
            0,
            margins.bottom() - window.padding().bottom(),
            0,
            margins.right() - window.padding().right());
    return average(site, window, padded, more, false);
  }

  /** The p-th root of the sum of powers, which torch makes of their mean. */
  static String norm(LpPool layer, OnnxSite site) {
    Window window = layer.window();
    OnnxBuilder builder = site.builder();
    String powers = site.op("Pow", List.of(site.input(), builder.scalar(layer.norm())));
    String mean = average(site, window, powers, withCeil(window, site), false);
    String sum = site.op("Mul", List.of(mean, builder.scalar((double) window.kernel().area())));
    return site.op("Pow", List.of(sum, builder.scalar(1 / layer.norm())));
  }

  private static String average(
      OnnxSite site, Window window, String value, Margins margins, boolean countPadding) {
    return site.op(
        "AveragePool",
        value,
        OnnxConvolutions.kernel(window),
        OnnxConvolutions.strides(window),
        OnnxConvolutions.pads(window, margins),
        Attribute.of("count_include_pad", countPadding));
  }

  /** The padding with which rounding down gives as many places as rounding up without. */
  private static Margins withCeil(Window window, OnnxSite site) {
    Margins m = window.padding();
    if (!window.ceilMode()) {
      return m;
    }
    int rows = Window.rowsOf(site.shape());
    int columns = site.shape().size(-1);
    int bottom = window.row(Window.rowsOf(site.node().shape()) - 1, 0) + window.extent().height();
    int right = window.column(site.node().shape().size(-1) - 1, 0) + window.extent().width();
    return new Margins(
        m.top(),
        window.dimensions() == 1 ? 0 : Math.max(m.bottom(), bottom - rows),
        m.left(),
        Math.max(m.right(), right - columns));
  }
}
