package dev.lamina.compiler.plan;

import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.layer.Conv;
import dev.lamina.compiler.layer.PadMode;
import java.util.List;

/**
 * Direct convolution into channels blocked by the vector's lanes: lanes over output channels, a
 * register tile of pixels by one or two blocks, inputs broadcast, one flat loop over the taps. Zero
 * padding is the border of the input's layout. Groups of whole blocks take the inputs of theirs.
 */
final class BlockedConv implements Lowering {
  /** So many blocks of output channels, at most, are worth tiles of three. */
  private static final int FEW_BLOCKS = 9;

  @Override
  public boolean accepts(Node node, Graph graph, Target target) {
    return target.vectorApi()
        && node.layer() instanceof Conv conv
        && (conv.groups() == 1 || fillsBlocks(conv, target.lanes()))
        && conv.paddingMode() == PadMode.ZEROS
        && Epilogue.pooling(node).isEmpty();
  }

  /** Whether no block has channels of two groups. */
  private static boolean fillsBlocks(Conv conv, int lanes) {
    return conv.in() / conv.groups() % lanes == 0 && conv.out() / conv.groups() % lanes == 0;
  }

  @Override
  public List<Layouts> layouts(Node node, Graph graph, Target target) {
    Conv conv = (Conv) node.layer();
    Layout output = new Layout.Blocked(target.lanes());
    Layouts planar = layouts(1, conv, output);
    Layouts blocked = layouts(target.lanes(), conv, output);
    return conv.in() < target.lanes() ? List.of(planar, blocked) : List.of(blocked);
  }

  private static Layouts layouts(int lanes, Conv conv, Layout output) {
    return new Layouts(List.of(new Layout.Blocked(lanes, conv.window().padding())), output);
  }

  /**
   * Blocks of output channels that a register tile takes. The more they are, the fewer broadcasts a
   * multiply-add takes: a single block behind pairs is a third slower on 512 bits, whose registers
   * have room for three. Of many blocks, the one is not worth the zeros in the weights of three.
   */
  private static int vectors(Target target, int blocks, int groups) {
    if (groups > 1) {
      return blocks / groups % 2 > 0 ? 1 : 2;
    }
    boolean threes = blocks % 2 > 0 && blocks % 3 == 0 && blocks <= FEW_BLOCKS;
    return threes && target == Target.SIMD512 ? 3 : Math.min(blocks, 2);
  }

  @Override
  public boolean takesLongEpilogues() {
    return false;
  }

  @Override
  public void lower(LoweringContext context) {
    Conv conv = (Conv) context.node().layer();
    PlaneStrides input = PlaneStrides.of(context.input(0)).grown(conv.window().padding());
    int blocks = ((Layout.Blocked) context.output().layout()).blocks(context.output().shape());
    int vectors = vectors(context.target(), blocks, conv.groups());
    int groups = blocks / vectors;
    BlockedConvWeights weights = new BlockedConvWeights(conv, input, context.lanes(), vectors);
    if (PackedConvKernel.pays(context.target(), weights, groups)) {
      new PackedConvKernel(context, conv, weights, groups).write();
    } else {
      new BlockedConvKernel(context, conv, input, vectors).emit(0, groups, vectors);
    }
    if (groups * vectors < blocks) {
      new BlockedConvKernel(context, conv, input, vectors).emit(groups, 1, 1);
    }
  }
}
