package dev.lamina.compiler.export;

import dev.lamina.compiler.layer.ChannelShuffle;
import dev.lamina.compiler.layer.Input;
import dev.lamina.compiler.layer.InputConversion;
import dev.lamina.compiler.layer.PixelShuffle;
import dev.lamina.compiler.layer.PixelUnshuffle;
import dev.lamina.compiler.layer.Shape;

/** Shuffles: a transposition between two shapes. */
final class OnnxShuffles {
  private OnnxShuffles() {}

  static String pixelShuffle(PixelShuffle layer, OnnxSite site) {
    Shape in = site.shape();
    int factor = layer.factor();
    if (in.rank() == 3) {
      return site.op(
          "DepthToSpace",
          site.input(),
          Attribute.of("blocksize", factor),
          Attribute.of("mode", "CRD"));
    }
    int planes = (int) in.elements(0, in.rank() - 2) / (factor * factor);
    String split = site.reshaped(site.input(), planes, factor, factor, in.size(-2), in.size(-1));
    return transposed(site, split, 0, 1, 4, 2, 5, 3);
  }

  static String pixelUnshuffle(PixelUnshuffle layer, OnnxSite site) {
    Shape in = site.shape();
    int factor = layer.factor();
    int planes = (int) in.elements(0, in.rank() - 2);
    String split =
        site.reshaped(
            site.input(), planes, in.size(-2) / factor, factor, in.size(-1) / factor, factor);
    return transposed(site, split, 0, 1, 3, 5, 2, 4);
  }

  static String channelShuffle(ChannelShuffle layer, OnnxSite site) {
    int channels = site.shape().size(0);
    String split = site.reshaped(site.input(), layer.groups(), channels / layer.groups(), -1);
    return transposed(site, split, 0, 2, 1, 3);
  }

  /** Floats first: not every tool transposes bytes. */
  static String input(InputConversion layer, OnnxSite site) {
    String value = site.input();
    if (layer.element() == Input.Element.UINT8) {
      value = site.op("Cast", value, Attribute.of("to", Initializer.FLOAT));
    }
    return layer.permutes()
        ? site.op("Transpose", value, Attribute.list("perm", 0, 3, 1, 2))
        : value;
  }

  private static String transposed(OnnxSite site, String value, int... order) {
    return site.inResultShape(site.op("Transpose", value, Attribute.list("perm", order)));
  }
}
