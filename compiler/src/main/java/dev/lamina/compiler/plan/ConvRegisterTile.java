package dev.lamina.compiler.plan;

import static dev.lamina.compiler.loop.Exprs.add;
import static dev.lamina.compiler.loop.Exprs.mul;
import static dev.lamina.compiler.loop.Exprs.sum;
import static dev.lamina.compiler.loop.Exprs.tableLoad;

import dev.lamina.compiler.layer.Pair;
import dev.lamina.compiler.loop.Array;
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
    Array offsets = k.table("offsets", shape.table(weights.offsets()));
    this.loop =
        new ProductLoop(
            shape,
            weights.lanes(),
            weights.group(),
            k.array("x", weights.input().buffer()),
            k.array("w", context.packed("weight", weights.packing())),
            t -> tableLoad(offsets, t));
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
    return mul(row.block(), k.integer("w_stride", weights.taps() * weights.lanes()));
  }

  /**
   * Adds all taps to the accumulators: pixel by pixel, a vector a block.
   *
   * <p>The first tap is a parameter, though always 0: where C2 knows the loop's start, that of Java
   * 17 splits the weights' index into the first and the others, and moves the accumulators about in
   * every iteration.
   */
  void addAll(Expr xTile, Expr wGroup, PlaneTiling.Tile tile, List<Local> accumulators) {
    Expr steps = k.integer("taps", shape.steps(weights.taps()));
    addSteps(k.integer("first_tap", 0), steps, xTile, wGroup, tile, accumulators);
  }

  /** Adds the steps of taps from {@code from} to {@code to}. */
  void addSteps(
      Expr from,
      Expr to,
      Expr xTile,
      Expr wGroup,
      PlaneTiling.Tile tile,
      List<Local> accumulators) {
    List<Integer> pixels = new ArrayList<>();
    for (int p = 0; p < tile.pixels(); p++) {
      pixels.add(p / tile.columns() * down() + p % tile.columns() * across());
    }
    loop.addSteps(k, from, to, xTile, wGroup, pixels, accumulators);
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
