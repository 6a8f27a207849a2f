package dev.lamina.compiler.plan;

import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.layer.Linear;
import java.util.List;

/**
 * Fully connected layers with lanes over output features: weights packed in pairs of vectors, input
 * by input. One sample streams four pairs at a time, which is limited by memory; several samples
 * share each pair in a register tile, which is limited by arithmetic.
 */
final class BlockedLinear implements Lowering {
  private static final int PAIRS = 4;

  /** The same where 32 registers hold the sums: one stream of whole rows of weights. */
  private static final int WIDE = 8;

  /** Weights that stay in the second-level cache, which wide groups are for. */
  private static final long MOST_WIDE = 1 << 18;

  /** From so many groups on, the last one is filled up rather than computed by another kernel. */
  private static final int MANY = 4;

  @Override
  public boolean accepts(Node node, Graph graph, Target target) {
    return target.vectorApi() && node.layer() instanceof Linear && Epilogue.pooling(node).isEmpty();
  }

  @Override
  public List<Layouts> layouts(Node node, Graph graph, Target target) {
    return inputs(node, graph, target);
  }

  /** Flattened planes as they lie, or row-major inputs. */
  static List<Layouts> inputs(Node node, Graph graph, Target target) {
    Node operand = graph.node(node.inputs().get(0));
    return Views.flattened(operand, graph, target.lanes())
        .map(f -> List.of(Layouts.rowMajor(node), new Layouts(List.of(f), Layout.rowMajor())))
        .orElseGet(() -> List.of(Layouts.rowMajor(node)));
  }

  @Override
  public void lower(LoweringContext context) {
    Linear linear = (Linear) context.node().layer();
    int vectors = (linear.out() + context.lanes() - 1) / context.lanes();
    int pairs = (vectors + 1) / 2;
    int whole = linear.out() / (2 * context.lanes());
    if (isWide(linear, context.target())) {
      boolean skips = NonZeroInputs.pay(context);
      new BlockedLinearKernel(context, whole, WIDE, skips).emit(0, whole / WIDE, WIDE);
      return;
    }
    int groups = whole / PAIRS;
    if (groups >= MANY) {
      int all = (pairs + PAIRS - 1) / PAIRS;
      kernel(context, all * PAIRS).emit(0, all, PAIRS);
      return;
    }
    BlockedLinearKernel kernel = kernel(context, pairs);
    if (groups > 0) {
      kernel.emit(0, groups, PAIRS);
    }
    if (groups * PAIRS < pairs) {
      kernel.emit(groups * PAIRS, 1, pairs - groups * PAIRS);
    }
  }

  private static boolean isWide(Linear linear, Target target) {
    return target == Target.SIMD512
        && linear.out() % (WIDE * 2 * target.lanes()) == 0
        && (long) linear.in() * linear.out() <= MOST_WIDE;
  }

  private static BlockedLinearKernel kernel(LoweringContext context, int pairs) {
    boolean skips = pairs % PAIRS == 0 && NonZeroInputs.pay(context);
    return new BlockedLinearKernel(context, pairs, skips ? PAIRS : 1, skips);
  }
}
