package dev.lamina.compiler.plan;

import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.Node;
import java.util.List;
import java.util.Optional;

/** Every lowering, in the order in which they are asked. */
public final class Lowerings {
  /** All of them; a new one adds its line here, before the more general ones. */
  private static final List<Lowering> ALL =
      List.of(
          new ShallowWinogradConv(),
          new PixelWinogradConv(),
          new PixelConv(),
          new WinogradConv(),
          new ColumnWinogradConv(),
          new BlockedConv(),
          new BlockedDepthwiseConv(),
          new DotLinear(),
          new BlockedLinear(),
          new BlockedPool(),
          new BlockedConcat(),
          new BlockedPointwise(),
          new BlockedMean(),
          new InputLowering(),
          new ArithmeticLowering(),
          new ConcatLowering(),
          new GatherLowering(),
          new MeanLowering(),
          new BinPoolingLowering(),
          new SoftmaxLowering(),
          new NormalizationLowering(),
          new LocalResponseNormLowering(),
          new GluLowering(),
          new TransposedConvolutionLowering(),
          new SmoothUpsamplingLowering(),
          new ConvLowering(),
          new LinearLowering(),
          new PoolLowering(),
          new ElementwiseLowering());

  private final List<Lowering> lowerings;

  private Lowerings(List<Lowering> lowerings) {
    this.lowerings = lowerings;
  }

  /** Those that may be used. */
  static Lowerings of(PlanOptions options) {
    return new Lowerings(ALL.stream().filter(l -> l.isExact() || !options.exact()).toList());
  }

  /** The lowering of a node. */
  Optional<Lowering> of(Node node, Graph graph, Target target) {
    return lowerings.stream().filter(l -> l.accepts(node, graph, target)).findFirst();
  }
}
