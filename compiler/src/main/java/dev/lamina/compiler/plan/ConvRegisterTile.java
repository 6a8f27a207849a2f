package dev.lamina.compiler.plan;

import static dev.lamina.compiler.loop.Exprs.add;
import static dev.lamina.compiler.loop.Exprs.fma;
import static dev.lamina.compiler.loop.Exprs.load;
import static dev.lamina.compiler.loop.Exprs.mul;
import static dev.lamina.compiler.loop.Exprs.splat;
import static dev.lamina.compiler.loop.Exprs.sum;
import static dev.lamina.compiler.loop.Exprs.tableLoad;

import dev.lamina.compiler.layer.Pair;
import dev.lamina.compiler.loop.Array;
import dev.lamina.compiler.loop.Expr;
import dev.lamina.compiler.loop.Local;
import java.util.ArrayList;
import java.util.List;

/**
 * The inner loop of a convolution with lanes over output channels: for every tap, one vector of
 * weights a block, and every pixel's input broadcast.
 */
final class ConvRegisterTile {
  private final KernelWriter k;
  private final BlockedConvWeights weights;
  private final int vectors;
  private final Array x;
  private final Array w;
  private final Array offsets;

  /** For tiles of {@code vectors} blocks, of the groups that the weights are packed in. */
  ConvRegisterTile(
      LoweringContext context, KernelWriter k, BlockedConvWeights weights, int vectors) {
    this.k = k;
    this.weights = weights;
    this.vectors = vectors;
    this.x = k.array("x", weights.input().buffer());
    this.w = k.array("w", context.packed("weight", weights.packing()));
    this.offsets = k.table("offsets", weights.offsets());
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
    Expr taps = k.integer("taps", weights.taps());
    addTaps(k.integer("first_tap", 0), taps, xTile, wGroup, tile, accumulators);
  }

  /** Adds the taps from {@code from} to {@code to}. */
  void addTaps(
      Expr from,
      Expr to,
      Expr xTile,
      Expr wGroup,
      PlaneTiling.Tile tile,
      List<Local> accumulators) {
    k.loop("t", from, to, 1, t -> addTap(t, xTile, wGroup, tile, accumulators));
  }

  private void addTap(
      Local t, Expr xTile, Expr wGroup, PlaneTiling.Tile tile, List<Local> accumulators) {
    int lanes = weights.lanes();
    Local at = k.let("at", add(xTile, tableLoad(offsets, t)));
    Local wAt = k.let("w_at", add(wGroup, mul(t, weights.group())));
    List<Local> values = new ArrayList<>();
    for (int v = 0; v < vectors; v++) {
      values.add(k.let("weight", load(w, add(wAt, v * lanes), lanes)));
    }
    for (int p = 0; p < tile.pixels(); p++) {
      int offset = p / tile.columns() * down() + p % tile.columns() * across();
      Local pixel = k.let("pixel", splat(load(x, add(at, offset)), lanes));
      for (int v = 0; v < vectors; v++) {
        Local accumulator = accumulators.get(p * vectors + v);
        k.set(accumulator, fma(pixel, values.get(v), accumulator));
      }
    }
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
