package dev.lamina.compiler.plan;

import static dev.lamina.compiler.loop.Exprs.mul;

import dev.lamina.compiler.layer.Conv;
import dev.lamina.compiler.layer.Shape;
import dev.lamina.compiler.layer.Window;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * The kernel of {@link BlockedConv}. A unit is a band of rows of results of one group of blocks.
 * Where the group's weights are many, they are taken in blocks that stay in the L1 cache while all
 * tiles of the band use them; the sums are kept in the result meanwhile.
 */
final class BlockedConvKernel {
  private final LoweringContext context;
  private final int lanes;
  private final BlockedConvWeights weights;
  private final int rows;
  private final int columns;

  /** For a group of {@code packedVectors} blocks as the weights are packed. */
  BlockedConvKernel(LoweringContext context, Conv conv, PlaneStrides input, int packedVectors) {
    this.context = context;
    this.lanes = context.lanes();
    this.weights = new BlockedConvWeights(conv, input, lanes, packedVectors);
    Shape shape = context.output().shape();
    this.rows = Window.rowsOf(shape);
    this.columns = shape.size(-1);
  }

  /**
   * Adds the step for {@code groups} groups of {@code vectors} blocks, from group {@code first}.
   */
  void emit(int first, int groups, int vectors) {
    ConvSchedule schedule = ConvSchedule.of(context, weights, groups, vectors);
    ConvBands bands = schedule.bands();
    String tiles = schedule.tiling().describe(vectors);
    KernelWriter k =
        context.kernel(
            "direct conv " + tiles + Epilogue.describe(context.node()),
            "conv_" + tiles.replace('+', '_'));
    ConvBandWriter writer =
        new ConvBandWriter(
            context,
            k,
            weights,
            schedule,
            k.array("y", context.output()),
            UnaryOperator.identity());
    Consumer<BlockRow> band = b -> writer.band(b.at(mul(b.row(), bands.rows())));
    if (bands.together()) {
      BlockRow.eachByRows(k, first, groups, weights.vectors(), bands.count(), band);
    } else {
      BlockRow.each(k, first, groups, weights.vectors(), bands.count(), band);
    }
    long sums = (long) rows * columns * vectors * lanes / bands.count();
    k.step(groups * bands.count(), weights.taps() * sums / 40);
  }
}
