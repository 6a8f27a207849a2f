package dev.lamina.compiler.export;

import dev.lamina.compiler.layer.Margins;
import dev.lamina.compiler.layer.Pad;
import dev.lamina.compiler.layer.PadMode;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;

/** Pads. Margins that are taken away are slices. */
final class OnnxPads {
  private static final Map<PadMode, String> MODES =
      Map.of(
          PadMode.ZEROS, "constant",
          PadMode.REFLECT, "reflect",
          PadMode.REPLICATE, "edge",
          PadMode.CIRCULAR, "wrap");

  private OnnxPads() {}

  static String pad(Pad layer, OnnxSite site) {
    return padded(site, site.input(), layer.mode(), layer.margins(), layer.value());
  }

  /** {@code value}, of the rank of the site's input, with margins. A circle is cut first. */
  static String padded(OnnxSite site, String value, PadMode mode, Margins margins, double fill) {
    Margins added = each(margins, m -> Math.max(0, m));
    Margins cut = each(margins, m -> Math.max(0, -m));
    return mode == PadMode.CIRCULAR
        ? grown(site, shrunk(site, value, cut), mode, added, fill)
        : shrunk(site, grown(site, value, mode, added, fill), cut);
  }

  private static Margins each(Margins m, IntUnaryOperator f) {
    return new Margins(
        f.applyAsInt(m.top()),
        f.applyAsInt(m.bottom()),
        f.applyAsInt(m.left()),
        f.applyAsInt(m.right()));
  }

  private static String grown(OnnxSite site, String value, PadMode mode, Margins m, double fill) {
    if (m.equals(Margins.NONE)) {
      return value;
    }
    OnnxBuilder builder = site.builder();
    String pads =
        site.shape().rank() == 2
            ? builder.integers(0, 0, m.left(), 0, 0, m.right())
            : builder.integers(0, 0, m.top(), m.left(), 0, 0, m.bottom(), m.right());
    return site.op(
        "Pad", List.of(value, pads, builder.scalar(fill)), Attribute.of("mode", MODES.get(mode)));
  }

  private static String shrunk(OnnxSite site, String value, Margins m) {
    if (m.equals(Margins.NONE)) {
      return value;
    }
    OnnxBuilder builder = site.builder();
    boolean line = site.shape().rank() == 2;
    String starts = line ? builder.integers(m.left()) : builder.integers(m.top(), m.left());
    String ends =
        line ? builder.integers(end(m.right())) : builder.integers(end(m.bottom()), end(m.right()));
    String axes = line ? builder.integers(2) : builder.integers(2, 3);
    return site.op("Slice", List.of(value, starts, ends, axes));
  }

  private static long end(int cut) {
    return cut == 0 ? Integer.MAX_VALUE : -cut;
  }
}
