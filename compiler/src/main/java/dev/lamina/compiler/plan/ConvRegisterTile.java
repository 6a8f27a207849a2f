package dev.lamina.compiler.plan;

import static dev.lamina.compiler.loop.Exprs.add;
import static dev.lamina.compiler.loop.Exprs.div;
import static dev.lamina.compiler.loop.Exprs.index;
import static dev.lamina.compiler.loop.Exprs.mul;
import static dev.lamina.compiler.loop.Exprs.sub;
import static dev.lamina.compiler.loop.Exprs.sum;

import dev.lamina.compiler.layer.Pair;
import dev.lamina.compiler.loop.Expr;
import dev.lamina.compiler.loop.Local;
import java.util.ArrayList;
import java.util.List;

/** The {@link ProductLoop} of a convolution, and where its inputs and weights lie. */
final class ConvRegisterTile {
  private final KernelWriter k;
  private final BlockedConvWeights weights;
  private final ProductLoop.Shape shape;
  private final ProductLoop loop;

  /** For tiles of the shape's blocks, of the groups that the weights are packed in. */
  ConvRegisterTile(
      LoweringContext context,
      KernelWriter k,
      BlockedConvWeights weights,
      ProductLoop.Shape shape) {
    this.k = k;
    this.weights = weights;
    this.shape = shape;
    this.loop =
        new ProductLoop(
            shape,
            weights.lanes(),
            weights.pitch(),
            k.array("x", weights.input().buffer()),
            k.array("w", context.packed("weight", weights.packing())),
            k.table("offsets", shape.table(weights.offsets())));
  }

  /** Where the window of the first pixel of a row begins. */
  Expr xRow(BlockRow row) {
    return sum(
        mul(row.sample(), k.integer("x_sample", weights.input().buffer().floats())),
        k.integer("x_origin", weights.input().origin()),
        weights.firstChannel(k, row.block()),
        mul(row.row(), k.integer("x_row_stride", down())));
  }

  /** Where the window of a row's pixel {@code column} begins. */
  Expr xTile(Expr xRow, Expr column) {
    return add(xRow, mul(column, across()));
  }

  /** Where the weights of the row's group begin. */
  Expr wGroup(BlockRow row) {
    Expr group = div(row.block(), index(weights.vectors()));
    return mul(group, k.integer("w_stride", weights.taps() * weights.pitch()));
  }

  /** Adds all taps to the accumulators: pixel by pixel, a vector a block. */
  void addAll(Expr xTile, Expr wGroup, PlaneTiling.Tile tile, List<Local> accumulators) {
    loop.addSteps(k, steps(), place(xTile, wGroup, tile, accumulators));
  }

  /** Adds the steps of taps from {@code from} to {@code to}. */
  void addSteps(
      Expr from,
      Expr to,
      Expr xTile,
      Expr wGroup,
      PlaneTiling.Tile tile,
      List<Local> accumulators) {
    Local steps = steps();
    ProductLoop.Tile place = place(xTile, wGroup, tile, accumulators);
    loop.addSteps(k, steps, sub(steps, from), sub(steps, to), place);
  }

  /** Steps of all taps. */
  Local steps() {
    return k.integer("taps", shape.steps(weights.taps()));
  }

  private ProductLoop.Tile place(
      Expr xTile, Expr wGroup, PlaneTiling.Tile tile, List<Local> accumulators) {
    List<Integer> pixels = new ArrayList<>();
    for (int p = 0; p < tile.pixels(); p++) {
      pixels.add(p / tile.columns() * down() + p % tile.columns() * across());
    }
    return new ProductLoop.Tile(xTile, wGroup, pixels, accumulators);
  }

  /** How far apart the windows of pixels below one another are. */
  private int down() {
    return stride().height() * weights.input().rowStride();
  }

  /** How far apart the windows of pixels side by side are. */
  private int across() {
    return stride().width() * weights.input().pixelStride();
  }

  private Pair stride() {
    return weights.conv().window().stride();
  }
}
