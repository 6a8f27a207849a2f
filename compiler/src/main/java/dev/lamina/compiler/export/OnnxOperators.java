package dev.lamina.compiler.export;

import dev.lamina.compiler.layer.AdaptiveAvgPool;
import dev.lamina.compiler.layer.AdaptiveMaxPool;
import dev.lamina.compiler.layer.Arithmetic;
import dev.lamina.compiler.layer.AvgPool;
import dev.lamina.compiler.layer.BatchNorm;
import dev.lamina.compiler.layer.ChannelShuffle;
import dev.lamina.compiler.layer.Concat;
import dev.lamina.compiler.layer.Conv;
import dev.lamina.compiler.layer.ConvTranspose;
import dev.lamina.compiler.layer.Elementwise;
import dev.lamina.compiler.layer.GlobalAvgPool;
import dev.lamina.compiler.layer.Glu;
import dev.lamina.compiler.layer.GroupNorm;
import dev.lamina.compiler.layer.InputConversion;
import dev.lamina.compiler.layer.InstanceNorm;
import dev.lamina.compiler.layer.Layer;
import dev.lamina.compiler.layer.LayerNorm;
import dev.lamina.compiler.layer.Linear;
import dev.lamina.compiler.layer.LocalResponseNorm;
import dev.lamina.compiler.layer.LpPool;
import dev.lamina.compiler.layer.MaxPool;
import dev.lamina.compiler.layer.PRelu;
import dev.lamina.compiler.layer.Pad;
import dev.lamina.compiler.layer.PixelShuffle;
import dev.lamina.compiler.layer.PixelUnshuffle;
import dev.lamina.compiler.layer.RmsNorm;
import dev.lamina.compiler.layer.Softmax;
import dev.lamina.compiler.layer.UpsampleNearest;
import dev.lamina.compiler.layer.UpsampleSmooth;
import dev.lamina.compiler.layer.View;
import java.util.List;
import java.util.Map;

/** What operators each layer becomes. */
final class OnnxOperators {
  private interface Translation<L extends Layer> {
    String add(L layer, OnnxSite site);
  }

  private record Entry(Class<? extends Layer> type, Translation<Layer> translation) {
    static <L extends Layer> Entry of(Class<L> type, Translation<L> translation) {
      return new Entry(type, (layer, site) -> translation.add(type.cast(layer), site));
    }
  }

  /** The first that fits is taken. */
  private static final List<Entry> ENTRIES =
      List.of(
          Entry.of(Conv.class, OnnxConvolutions::conv),
          Entry.of(ConvTranspose.class, OnnxConvolutions::transposed),
          Entry.of(Linear.class, OnnxConvolutions::linear),
          Entry.of(MaxPool.class, OnnxPools::max),
          Entry.of(AvgPool.class, OnnxPools::average),
          Entry.of(LpPool.class, OnnxPools::norm),
          Entry.of(AdaptiveAvgPool.class, OnnxAdaptivePools::average),
          Entry.of(AdaptiveMaxPool.class, OnnxAdaptivePools::max),
          Entry.of(GlobalAvgPool.class, OnnxAdaptivePools::global),
          Entry.of(BatchNorm.class, OnnxNormalizations::batch),
          Entry.of(InstanceNorm.class, OnnxNormalizations::instance),
          Entry.of(GroupNorm.class, OnnxNormalizations::group),
          Entry.of(LayerNorm.class, OnnxNormalizations::layer),
          Entry.of(RmsNorm.class, OnnxNormalizations::rootMeanSquare),
          Entry.of(LocalResponseNorm.class, OnnxNormalizations::localResponse),
          Entry.of(Pad.class, OnnxPads::pad),
          Entry.of(PixelShuffle.class, OnnxShuffles::pixelShuffle),
          Entry.of(PixelUnshuffle.class, OnnxShuffles::pixelUnshuffle),
          Entry.of(ChannelShuffle.class, OnnxShuffles::channelShuffle),
          Entry.of(InputConversion.class, OnnxShuffles::input),
          Entry.of(UpsampleNearest.class, OnnxResizes::nearest),
          Entry.of(UpsampleSmooth.class, OnnxResizes::smooth),
          Entry.of(Softmax.class, OnnxOperators::softmax),
          Entry.of(Glu.class, OnnxOperators::glu),
          Entry.of(Arithmetic.class, OnnxOperators::arithmetic),
          Entry.of(Concat.class, OnnxOperators::concat),
          Entry.of(View.class, (layer, site) -> site.inResultShape(site.input())),
          Entry.of(PRelu.class, OnnxOperators::prelu),
          Entry.of(Elementwise.class, OnnxElementwise::add));

  private static final Map<Arithmetic.Operator, String> ARITHMETIC =
      Map.of(
          Arithmetic.Operator.ADD, "Add",
          Arithmetic.Operator.SUB, "Sub",
          Arithmetic.Operator.MUL, "Mul",
          Arithmetic.Operator.DIV, "Div");

  private OnnxOperators() {}

  /**
   * Adds what computes the layer of {@code site}; its result's name.
   *
   * @throws Inexpressible if ONNX cannot
   */
  static String add(OnnxSite site) {
    Layer layer = site.node().layer();
    return ENTRIES.stream()
        .filter(entry -> entry.type().isInstance(layer))
        .findFirst()
        .orElseThrow(() -> new Inexpressible("there is no operator for it"))
        .translation()
        .add(layer, site);
  }

  private static String softmax(Softmax layer, OnnxSite site) {
    Attribute axis = Attribute.of("axis", layer.dim() + 1);
    return switch (layer.kind()) {
      case SOFTMAX -> site.op("Softmax", site.input(), axis);
      case LOG_SOFTMAX -> site.op("LogSoftmax", site.input(), axis);
      case SOFTMIN -> site.op("Softmax", site.op("Neg", site.input()), axis);
    };
  }

  private static String glu(Glu layer, OnnxSite site) {
    List<String> halves =
        site.builder()
            .add(
                site.node().path(),
                "Split",
                2,
                List.of(site.input()),
                Attribute.of("axis", layer.dim() + 1),
                Attribute.of("num_outputs", 2));
    return site.op("Mul", List.of(halves.get(0), site.op("Sigmoid", halves.get(1))));
  }

  private static String arithmetic(Arithmetic layer, OnnxSite site) {
    String operator = ARITHMETIC.get(layer.op());
    return site.operands().stream()
        .reduce((a, b) -> site.op(operator, List.of(a, b)))
        .orElseThrow();
  }

  private static String concat(Concat layer, OnnxSite site) {
    return site.op("Concat", site.operands(), Attribute.of("axis", 1));
  }

  private static String prelu(PRelu layer, OnnxSite site) {
    return site.op("PRelu", List.of(site.input(), site.perChannel("weight")));
  }
}
