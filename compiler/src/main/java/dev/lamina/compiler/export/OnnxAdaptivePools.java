package dev.lamina.compiler.export;

import dev.lamina.compiler.layer.AdaptiveAvgPool;
import dev.lamina.compiler.layer.AdaptiveMaxPool;
import dev.lamina.compiler.layer.GlobalAvgPool;
import dev.lamina.compiler.layer.Pair;
import dev.lamina.compiler.layer.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/** Adaptive pools: plain ones where the bins divide the plane, otherwise a slice for each bin. */
final class OnnxAdaptivePools {
  private OnnxAdaptivePools() {}

  static String global(GlobalAvgPool layer, OnnxSite site) {
    long[] axes = LongStream.rangeClosed(2, site.shape().rank()).toArray();
    return site.op("ReduceMean", List.of(site.input(), site.builder().integers(axes)));
  }

  static String average(AdaptiveAvgPool layer, OnnxSite site) {
    return pool(site, layer.dimensions(), layer.size(), "AveragePool", "ReduceMean");
  }

  static String max(AdaptiveMaxPool layer, OnnxSite site) {
    return pool(site, layer.dimensions(), layer.size(), "MaxPool", "ReduceMax");
  }

  private static String pool(
      OnnxSite site, int dimensions, Pair bins, String pool, String reduction) {
    int rows = Window.rowsOf(site.shape());
    int columns = site.shape().size(-1);
    if (bins.equals(new Pair(rows, columns))) {
      return site.op("Identity", site.input());
    }
    if (rows % bins.height() == 0 && columns % bins.width() == 0) {
      int height = rows / bins.height();
      int width = columns / bins.width();
      List<Integer> sizes = dimensions == 1 ? List.of(width) : List.of(height, width);
      return site.op(
          pool,
          site.input(),
          Attribute.list("kernel_shape", sizes),
          Attribute.list("strides", sizes));
    }
    String byRows =
        dimensions == 1
            ? site.input()
            : bins(site, site.input(), 2, rows, bins.height(), reduction);
    return bins(site, byRows, dimensions + 1, columns, bins.width(), reduction);
  }

  /** Reduces dimension {@code axis} bin by bin, as torch lays them. */
  private static String bins(
      OnnxSite site, String value, int axis, int size, int bins, String reduction) {
    OnnxBuilder builder = site.builder();
    List<String> parts = new ArrayList<>();
    for (long i = 0; i < bins; i++) {
      long start = i * size / bins;
      long end = ((i + 1) * size + bins - 1) / bins;
      String slice =
          site.op(
              "Slice",
              List.of(
                  value, builder.integers(start), builder.integers(end), builder.integers(axis)));
      parts.add(site.op(reduction, List.of(slice, builder.integers(axis))));
    }
    return site.op("Concat", parts, Attribute.of("axis", axis));
  }
}
