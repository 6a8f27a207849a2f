package dev.lamina.compiler.plan;

import static dev.lamina.compiler.loop.Exprs.add;
import static dev.lamina.compiler.loop.Exprs.broadcast;
import static dev.lamina.compiler.loop.Exprs.fma;
import static dev.lamina.compiler.loop.Exprs.index;
import static dev.lamina.compiler.loop.Exprs.load;
import static dev.lamina.compiler.loop.Exprs.mul;
import static dev.lamina.compiler.loop.Exprs.sub;

import dev.lamina.compiler.layer.Conv;
import dev.lamina.compiler.loop.Array;
import dev.lamina.compiler.loop.Expr;
import dev.lamina.compiler.loop.Local;
import dev.lamina.runtime.LoadProgram.Dim;
import dev.lamina.runtime.LoadProgram.Term;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * From points to results, in {@link ShallowWinogradKernel}: for one block of channels the columns
 * of products of all tiles of an item, each transformed as soon as it is there, then their rows.
 *
 * <p>A row of a tile's columns takes eight vectors, odd columns in the first half, even ones in the
 * second: on 256 bits their addresses then differ in the last twelve bits from those of the points
 * that the next tiles read. Where they are equal, the processor takes a load for one of what has
 * just been stored, and waits.
 */
final class ShallowWinogradTiles {
  private static final int RESULTS = Winograd.RESULTS;
  private static final int HALF = 4;
  private static final int SLOTS = 2 * HALF;

  /** Input channels of which two tiles at once are short enough for C1 of Java 17. */
  private static final int MOST_SHARING = 3;

  private final KernelWriter k;
  private final Winograd winograd;
  private final int side;
  private final Conv conv;
  private final int lanes;
  private final int together;

  /** Tiles whose columns are computed together, so that weights are loaded once for both. */
  private final int atOnce;

  private final int places;
  private final int sumsAt;
  private final Buffer output;
  private final Array w;
  private final Array y;
  private final Array bias;
  private final Epilogue epilogue;

  private final TilePooling pooling;

  /** Rows of a tile's results that are computed together. */
  private final int rows;

  /** For items of {@code together} tiles, whose points lie in rows of {@code places}. */
  ShallowWinogradTiles(
      LoweringContext context,
      KernelWriter k,
      Winograd winograd,
      int together,
      int places,
      int sumsAt) {
    this.k = k;
    this.winograd = winograd;
    this.side = winograd.side();
    this.conv = (Conv) context.node().layer();
    this.lanes = context.lanes();
    this.together = together;
    this.atOnce = together % 2 == 0 && conv.in() <= MOST_SHARING ? 2 : 1;
    this.places = places;
    this.sumsAt = sumsAt;
    this.output = context.output();
    this.w = k.array("w", context.packed("weight", weights()));
    this.y = k.array("y", output);
    this.bias = conv.bias() ? k.array("bias", context.packed("bias", biases())) : null;
    this.epilogue = context.epilogue(k);
    this.pooling = TilePooling.of(context);
    this.rows = pooling.side();
  }

  /** The next place for {@link #sums}. */
  static int aligned(int floats, int lanes) {
    return (floats + SLOTS * lanes - 1) / (SLOTS * lanes) * (SLOTS * lanes);
  }

  /** Floats of the columns of all tiles on the way to results. */
  int sums() {
    return together * tileSums();
  }

  private int tileSums() {
    return RESULTS * SLOTS * lanes;
  }

  /** Blocks of output channels. */
  int blocks() {
    return (conv.out() + lanes - 1) / lanes;
  }

  private int columnWeights() {
    return conv.in() * side * lanes;
  }

  /** Blocks of output channels, then columns of points, input channels, rows of points, lanes. */
  private Packing weights() {
    int column = columnWeights();
    List<Term> points = List.of(new Term(side, 0, lanes), new Term(1, side, column));
    List<Dim> dims =
        List.of(
            Packing.blocked(conv.out(), lanes, side * column, 1),
            Packing.dim(conv.in(), side * lanes),
            new Dim(winograd.points(), points));
    return new Packing(blocks() * side * column, winograd.kernelMatrix(), dims);
  }

  /** A vector a column, 0 but for the second: what a product of point 1 gets, all results get. */
  private Packing biases() {
    double[][] second = new double[side][1];
    second[1][0] = 1;
    List<Dim> dims =
        List.of(Packing.blocked(conv.out(), lanes, side * lanes, 1), Packing.dim(side, lanes));
    return new Packing(blocks() * side * lanes, second, dims);
  }

  /** The results of a row of tiles, from tile {@code first} on, for the row's block. */
  void write(Array points, BlockRow tiles, Expr first) {
    k.micro("shallow_columns", () -> columns(points, tiles.block()));
    k.micro("shallow_rows", () -> results(points, tiles, first));
  }

  private void columns(Array points, Expr block) {
    Expr weights = k.let("weights", mul(block, side * columnWeights()));
    Expr biases = mul(block, side * lanes);
    k.loop(
        "column",
        index(side),
        column -> {
          Expr start =
              bias == null
                  ? null
                  : k.let("start", load(bias, add(biases, mul(column, lanes)), lanes));
          Expr at = k.let("at", mul(column, places));
          Expr wAt = k.let("w_at", add(weights, mul(column, columnWeights())));
          Expr slot = add(mul(sub(index(1), column.and(1)), HALF), column.shr(1));
          Expr sums = k.let("sums", add(mul(slot, lanes), sumsAt));
          k.loop(
              "tile",
              index(0),
              index(together),
              atOnce,
              tile -> column(points, tile, at, wAt, start, sums));
        });
  }

  /**
   * A column of products of tiles that share weights, transformed. The points 0 and infinity are
   * added to the results they belong to. A fence parts the pairs of points, so that the weights of
   * one are in registers at a time.
   */
  private void column(Array points, Expr tile, Expr column, Expr weights, Expr start, Expr sums) {
    Expr at = k.let("at", add(column, mul(tile, RESULTS)));
    List<List<Expr>> products = new ArrayList<>();
    for (int row = 1; row + 1 < side; row++) {
      if (row % 2 == 1 && row > 1 && atOnce > 1) {
        k.fence();
      }
      products.add(plusPoint(points, at, weights, row, row == 1 ? same(start) : same(null)));
    }
    List<List<Expr>> results = new ArrayList<>();
    for (int t = 0; t < atOnce; t++) {
      int number = t;
      results.add(winograd.inner(k, products.stream().map(p -> p.get(number)).toList()));
    }
    Expr to = k.let("to", add(sums, mul(tile, tileSums())));
    for (int i = 1; i + 1 < RESULTS; i++) {
      keep(points, to, i, of(results, i));
    }
    int last = RESULTS - 1;
    keep(points, to, 0, plusPoint(points, at, weights, 0, of(results, 0)));
    keep(points, to, last, plusPoint(points, at, weights, side - 1, of(results, last)));
  }

  private List<Expr> same(Expr value) {
    return Collections.nCopies(atOnce, value);
  }

  private static List<Expr> of(List<List<Expr>> results, int result) {
    return results.stream().map(r -> r.get(result)).toList();
  }

  private void keep(Array points, Expr to, int result, List<Expr> values) {
    for (int t = 0; t < values.size(); t++) {
      k.store(points, add(to, t * tileSums() + result * SLOTS * lanes), values.get(t));
    }
  }

  /** The products of a point, of all input channels, added to {@code sums} unless they are null. */
  private List<Expr> plusPoint(Array points, Expr at, Expr weights, int row, List<Expr> sums) {
    List<Expr> totals = new ArrayList<>(sums);
    for (int c = 0; c < conv.in(); c++) {
      int tap = c * side + row;
      Expr weight = load(w, add(weights, tap * lanes), lanes);
      Expr shared = atOnce > 1 ? k.let("weight", weight) : weight;
      for (int t = 0; t < atOnce; t++) {
        Expr point = broadcast(points, add(at, tap * side * places + t * RESULTS), lanes);
        Expr total = totals.get(t);
        totals.set(t, k.let("m", total == null ? mul(point, shared) : fma(point, shared, total)));
      }
    }
    return totals;
  }

  /** The results of all tiles, row by row. */
  private void results(Array points, BlockRow tiles, Expr first) {
    k.loop(
        "row",
        index(RESULTS / rows),
        row -> {
          Expr resultRow = k.let("y", add(mul(tiles.row(), RESULTS / rows), row));
          BlockRow place = tiles.at(resultRow);
          Expr sums = k.let("sums", add(mul(row, rows * SLOTS * lanes), sumsAt));
          k.loop(
              "tile",
              index(together),
              tile -> {
                Local at = k.let("at", add(sums, mul(tile, tileSums())));
                rows(points, at, place, add(first, tile));
              });
        });
  }

  /** A row of a tile's results, or two that are pooled. */
  private void rows(Array points, Expr at, BlockRow place, Expr tileColumn) {
    List<List<Expr>> results = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      List<Expr> columns = new ArrayList<>();
      for (int column = 0; column < side; column++) {
        int slot = column % 2 == 0 ? HALF + column / 2 : column / 2;
        Expr from = add(at, (row * SLOTS + slot) * lanes);
        columns.add(k.let("d", load(points, from, lanes)));
      }
      results.add(finished(winograd.output(k, columns), place, tileColumn));
    }
    Expr firstColumn = mul(tileColumn, RESULTS / rows);
    Local to = k.let("to", add(place.start(k, output), mul(firstColumn, lanes)));
    List<Expr> values = rows == 1 ? results.get(0) : pooled(results.get(0), results.get(1));
    for (int i = 0; i < values.size(); i++) {
      k.store(y, add(to, i * lanes), values.get(i));
    }
  }

  private List<Expr> pooled(List<Expr> top, List<Expr> bottom) {
    List<Expr> pooled = new ArrayList<>();
    for (int i = 0; i < RESULTS; i += 2) {
      pooled.add(pooling.result(pooling.larger(k, larger(top, i), larger(bottom, i))));
    }
    return pooled;
  }

  private Expr larger(List<Expr> values, int first) {
    return pooling.larger(k, values.get(first), values.get(first + 1));
  }

  /** The results after the fused layers, as they are pooled if they are. */
  private List<Expr> finished(List<Expr> sums, BlockRow place, Expr tileColumn) {
    List<Expr> results = new ArrayList<>();
    for (int i = 0; i < RESULTS; i++) {
      Expr column = add(mul(tileColumn, RESULTS), i);
      Site site =
          Site.across(place.sample(), place.element(k, 0, column), mul(place.block(), lanes));
      results.add(pooling.operand(k, epilogue, sums.get(i), site));
    }
    return results;
  }
}
