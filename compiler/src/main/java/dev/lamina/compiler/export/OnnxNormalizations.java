package dev.lamina.compiler.export;

import dev.lamina.compiler.layer.BatchNorm;
import dev.lamina.compiler.layer.GroupNorm;
import dev.lamina.compiler.layer.InstanceNorm;
import dev.lamina.compiler.layer.LayerNorm;
import dev.lamina.compiler.layer.LocalResponseNorm;
import dev.lamina.compiler.layer.RmsNorm;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/** Normalisations. */
final class OnnxNormalizations {
  private OnnxNormalizations() {}

  static String batch(BatchNorm layer, OnnxSite site) {
    return site.op(
        "BatchNormalization",
        List.of(
            site.input(),
            site.weightOr("weight", layer.channels(), 1),
            site.weightOr("bias", layer.channels(), 0),
            site.weight("running_mean"),
            site.weight("running_var")),
        Attribute.of("epsilon", layer.eps()));
  }

  static String instance(InstanceNorm layer, OnnxSite site) {
    return site.op(
        "InstanceNormalization",
        List.of(
            site.input(),
            site.weightOr("weight", layer.channels(), 1),
            site.weightOr("bias", layer.channels(), 0)),
        Attribute.of("epsilon", layer.eps()));
  }

  static String group(GroupNorm layer, OnnxSite site) {
    String grouped = site.reshaped(site.input(), layer.groups(), -1);
    String normal =
        site.op(
            "InstanceNormalization",
            List.of(
                grouped,
                site.builder().filled(layer.groups(), 1),
                site.builder().filled(layer.groups(), 0)),
            Attribute.of("epsilon", layer.eps()));
    String result = site.inResultShape(normal);
    if (!layer.affine()) {
      return result;
    }
    String scaled = site.op("Mul", List.of(result, site.perChannel("weight")));
    return site.op("Add", List.of(scaled, site.perChannel("bias")));
  }

  static String layer(LayerNorm layer, OnnxSite site) {
    int dimensions = layer.normalized().rank();
    if (!layer.affine() && dimensions > 1) {
      return site.inResultShape(layer(layer, site, flattened(site, dimensions), 1));
    }
    return layer(layer, site, site.input(), dimensions);
  }

  private static String layer(LayerNorm layer, OnnxSite site, String input, int dimensions) {
    List<String> operands = new ArrayList<>();
    operands.add(input);
    operands.add(site.weightOr("weight", Math.toIntExact(layer.normalized().elements()), 1));
    if (site.has("bias")) {
      operands.add(site.weight("bias"));
    }
    return site.op(
        "LayerNormalization",
        operands,
        Attribute.of("axis", -dimensions),
        Attribute.of("epsilon", layer.eps()));
  }

  /** The input with its last dimensions as one. */
  private static String flattened(OnnxSite site, int dimensions) {
    int[] sizes = site.shape().sizes();
    int kept = sizes.length - dimensions;
    int[] flat = Arrays.copyOf(sizes, kept + 1);
    flat[kept] = -1;
    return site.reshaped(site.input(), flat);
  }

  static String rootMeanSquare(RmsNorm layer, OnnxSite site) {
    OnnxBuilder builder = site.builder();
    int rank = site.shape().rank();
    long[] axes = LongStream.rangeClosed(rank - layer.normalized().rank() + 1, rank).toArray();
    String squares = site.op("Mul", List.of(site.input(), site.input()));
    String mean = site.op("ReduceMean", List.of(squares, builder.integers(axes)));
    String root = site.op("Sqrt", site.op("Add", List.of(mean, builder.scalar(layer.eps()))));
    String normal = site.op("Div", List.of(site.input(), root));
    return layer.affine() ? site.op("Mul", List.of(normal, site.weight("weight"))) : normal;
  }

  /** ONNX's window leans to the other side where the size is even. */
  static String localResponse(LocalResponseNorm layer, OnnxSite site) {
    if (site.shape().rank() == 3 && layer.size() % 2 == 1) {
      return site.op(
          "LRN",
          site.input(),
          Attribute.of("size", layer.size()),
          Attribute.of("alpha", layer.alpha()),
          Attribute.of("beta", layer.beta()),
          Attribute.of("bias", layer.k()));
    }
    OnnxBuilder builder = site.builder();
    String squares = site.op("Mul", List.of(site.input(), site.input()));
    String mean = meanOverChannels(layer, site, squares);
    String scaled = site.op("Mul", List.of(mean, builder.scalar(layer.alpha())));
    String base = site.op("Add", List.of(scaled, builder.scalar(layer.k())));
    String divisor = site.op("Pow", List.of(base, builder.scalar(layer.beta())));
    return site.op("Div", List.of(site.input(), divisor));
  }

  private static String meanOverChannels(LocalResponseNorm layer, OnnxSite site, String squares) {
    String plane = site.reshaped(squares, 1, site.shape().size(0), -1);
    String padded =
        site.op(
            "Pad",
            List.of(
                plane,
                site.builder().integers(0, 0, layer.before(), 0, 0, 0, layer.after(), 0),
                site.builder().scalar(0)));
    String mean = site.op("AveragePool", padded, Attribute.list("kernel_shape", layer.size(), 1));
    return site.inResultShape(mean);
  }
}
