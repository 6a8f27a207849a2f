package dev.lamina.compiler.plan;

import static dev.lamina.compiler.loop.Exprs.add;
import static dev.lamina.compiler.loop.Exprs.div;
import static dev.lamina.compiler.loop.Exprs.fma;
import static dev.lamina.compiler.loop.Exprs.index;
import static dev.lamina.compiler.loop.Exprs.load;
import static dev.lamina.compiler.loop.Exprs.max;
import static dev.lamina.compiler.loop.Exprs.min;
import static dev.lamina.compiler.loop.Exprs.mul;
import static dev.lamina.compiler.loop.Exprs.sub;
import static dev.lamina.compiler.loop.Exprs.sum;

import dev.lamina.compiler.layer.Conv;
import dev.lamina.compiler.layer.Shape;
import dev.lamina.compiler.layer.Window;
import dev.lamina.compiler.loop.Array;
import dev.lamina.compiler.loop.Expr;
import dev.lamina.compiler.loop.Exprs;
import dev.lamina.compiler.loop.Local;
import dev.lamina.runtime.LoadProgram.Dim;
import dev.lamina.runtime.LoadProgram.Term;
import java.util.ArrayList;
import java.util.List;

/**
 * The kernel of {@link ShallowWinogradConv}. An item is some tiles side by side. Their inputs are
 * transformed with lanes along the row, at every column, of which tiles take each fourth. Then, for
 * each block of channels and tile, columns of points are multiplied and transformed one by one.
 *
 * <p>Working space: points as (channel, row, column, place), rows on the way to them, and the
 * columns of a tile on the way to results.
 */
final class ShallowWinogradKernel {
  private static final int RESULTS = Winograd.RESULTS;
  private static final int MOST_TOGETHER = 10;

  private final Winograd winograd;
  private final int side;
  private final Conv conv;
  private final int lanes;
  private final PlaneStrides input;
  private final Buffer output;
  private final int down;
  private final int across;
  private final int together;

  /** Columns of inputs of an item. */
  private final int columns;

  /** Floats of a row of points of an item. */
  private final int places;

  private final int rowsAt;
  private final int sumsAt;

  private final KernelWriter k;
  private final Array x;
  private final Array w;
  private final Array y;
  private final Array bias;
  private final Array space;
  private final Epilogue epilogue;
  private final boolean pools;

  /** Whether the largest of non-negative results is found by their bits. */
  private final boolean asBits;

  ShallowWinogradKernel(LoweringContext context, Winograd winograd) {
    this.winograd = winograd;
    this.side = winograd.side();
    this.conv = (Conv) context.node().layer();
    this.lanes = context.lanes();
    this.input = PlaneStrides.of(context.input(0)).grown(conv.window().padding());
    this.output = context.output();
    Shape result = context.epilogueShape();
    this.down = Window.rowsOf(result) / RESULTS;
    this.across = result.size(-1) / RESULTS;
    this.together = together(result, lanes);
    this.columns = columns(together);
    this.places = (together * RESULTS + lanes - 1) / lanes * lanes;
    this.rowsAt = conv.in() * winograd.points() * places;
    this.sumsAt = rowsAt + side * rowFloats();
    this.k =
        context.kernel(
            "winograd " + winograd + " of few planes" + Epilogue.describe(context.node()),
            "winograd_shallow");
    this.x = k.array("x", context.input(0));
    this.w = k.array("w", context.packed("weight", weights()));
    this.y = k.array("y", output);
    this.bias =
        conv.bias()
            ? k.array(
                "bias",
                context.packed(
                    "bias", Packing.padded(Shape.of(conv.out()), outputBlocks() * lanes)))
            : null;
    this.space = k.rows("space", Strands.COUNT, sumsAt + side * RESULTS * lanes);
    this.epilogue = context.epilogue(k);
    this.pools = Epilogue.pooling(context.node()).isPresent();
    this.asBits = pools && NonNegative.holds(context.graph(), context.layers().get(0));
  }

  /**
   * How many tiles side by side make an item: a divisor of a row's, and enough to fill a vector; 0
   * where there is none.
   */
  static int together(Shape result, int lanes) {
    int across = result.size(-1) / RESULTS;
    for (int tiles = Math.min(across, MOST_TOGETHER); columns(tiles) >= lanes; tiles--) {
      if (across % tiles == 0) {
        return tiles;
      }
    }
    return 0;
  }

  private static int columns(int tiles) {
    return tiles * RESULTS + 2;
  }

  /** A row before its columns are transformed; the last vectors read beyond its end. */
  private int rowFloats() {
    return places + Math.max(lanes, side);
  }

  private int outputBlocks() {
    return (conv.out() + lanes - 1) / lanes;
  }

  /** Blocks of output channels, then columns of points, input channels, rows of points, lanes. */
  private Packing weights() {
    int column = conv.in() * side * lanes;
    Dim points =
        new Dim(winograd.points(), List.of(new Term(side, 0, lanes), new Term(1, side, column)));
    List<Dim> dims =
        List.of(
            Packing.blocked(conv.out(), lanes, side * column, 1),
            Packing.dim(conv.in(), side * lanes),
            points);
    return new Packing(outputBlocks() * side * column, winograd.kernelMatrix(), dims);
  }

  void write() {
    int groups = across / together;
    Strands.each(k, down * groups, item -> item(item, groups));
    Strands.step(k, (long) down * across * conv.out() * (winograd.points() * conv.in() + 200) / 40);
  }

  private void item(Strands.Item item, int groups) {
    Expr row = k.let("tile_row", div(item.number(), index(groups)));
    Expr group = sub(item.number(), mul(row, groups));
    Expr first = k.let("first_tile", mul(group, together));
    Array points = k.row("points", space, item.strand());
    Expr corner =
        k.let(
            "x_corner",
            sum(
                mul(item.sample(), k.integer("x_sample", input.buffer().floats())),
                index(input.origin()),
                mul(row, RESULTS * input.rowStride()),
                mul(first, RESULTS)));
    k.loop(
        "c",
        k.integer("channels", conv.in()),
        c -> {
          Expr plane = k.let("plane", add(corner, mul(c, input.blockStride())));
          Expr target = k.let("target", mul(c, winograd.points() * places));
          k.micro("shallow_input", () -> transformInputs(points, plane, target));
        });
    k.loop(
        "block",
        k.integer("blocks", outputBlocks()),
        block -> k.micro("shallow_tiles", () -> tiles(points, item.sample(), block, row, first)));
  }

  /** Rows of inputs first, then the columns of what comes of them. */
  private void transformInputs(Array points, Expr plane, Expr target) {
    k.loop(
        "v",
        index((columns + lanes - 1) / lanes),
        v -> {
          Expr column = k.let("column", min(mul(v, lanes), index(columns - lanes)));
          Expr at = k.let("at", add(plane, column));
          List<Expr> inputs = vectors(x, at, input.rowStride());
          keep(points, add(index(rowsAt), column), rowFloats(), winograd.input(k, inputs));
        });
    k.loop(
        "row",
        index(side),
        row ->
            k.loop(
                "place",
                index(0),
                index((together - 1) * RESULTS + 1),
                lanes,
                place -> {
                  Expr at = k.let("at", sum(index(rowsAt), mul(row, rowFloats()), place));
                  List<Expr> results = winograd.input(k, vectors(points, at, 1));
                  Expr to = k.let("to", sum(target, mul(row, side * places), place));
                  keep(points, to, places, results);
                }));
  }

  /** As many vectors as a side has, {@code stride} apart. */
  private List<Expr> vectors(Array array, Expr first, int stride) {
    List<Expr> values = new ArrayList<>();
    for (int i = 0; i < side; i++) {
      values.add(k.let("d", load(array, add(first, i * stride), lanes)));
    }
    return values;
  }

  private void keep(Array array, Expr first, int stride, List<Expr> values) {
    for (int i = 0; i < values.size(); i++) {
      k.store(array, add(first, i * stride), values.get(i));
    }
  }

  /** The results of all tiles of an item, of one block of channels. */
  private void tiles(Array points, Expr sample, Expr block, Expr tileRow, Expr first) {
    Expr weights = k.let("weights", mul(block, winograd.points() * conv.in() * lanes));
    Expr start = bias == null ? null : k.let("bias", load(bias, mul(block, lanes), lanes));
    k.loop(
        "tile",
        index(together),
        tile -> {
          Expr from = k.let("from", mul(tile, RESULTS));
          k.loop("column", index(side), column -> column(points, from, weights, column));
          Expr tileColumn = k.let("tile_column", add(first, tile));
          int rows = pools ? 2 : 1;
          k.loop(
              "row",
              index(RESULTS / rows),
              row -> {
                BlockRow place =
                    new BlockRow(sample, block, k.let("y", add(mul(tileRow, RESULTS / rows), row)));
                rows(points, place, row, tileColumn, start);
              });
        });
  }

  /** A column of products, transformed. */
  private void column(Array points, Expr from, Expr weights, Expr column) {
    Expr at = k.let("at", add(from, mul(column, places)));
    Expr wAt = k.let("w_at", add(weights, mul(column, conv.in() * side * lanes)));
    List<Expr> products = new ArrayList<>();
    for (int c = 0; c < conv.in(); c++) {
      for (int row = 0; row < side; row++) {
        int tap = c * side + row;
        Expr point = Exprs.broadcast(points, add(at, tap * side * places), lanes);
        Expr weight = load(w, add(wAt, tap * lanes), lanes);
        if (c == 0) {
          products.add(k.let("m", mul(point, weight)));
        } else {
          products.set(row, k.let("m", fma(point, weight, products.get(row))));
        }
      }
    }
    Expr to = k.let("to", add(index(sumsAt), mul(column, lanes)));
    keep(points, to, side * lanes, winograd.output(k, products));
  }

  /** A row of a tile's results, or two that are pooled. */
  private void rows(Array points, BlockRow place, Expr row, Expr tileColumn, Expr start) {
    int rows = pools ? 2 : 1;
    Expr at = k.let("at", add(index(sumsAt), mul(row, rows * side * lanes)));
    List<List<Expr>> results = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      Expr here = add(at, i * side * lanes);
      List<Expr> sums = winograd.output(k, vectors(points, here, lanes));
      results.add(finished(sums, place, tileColumn, start));
    }
    Expr firstColumn = mul(tileColumn, RESULTS / rows);
    Local to = k.let("to", add(place.start(k, output), mul(firstColumn, lanes)));
    if (!pools) {
      keep(y, to, lanes, results.get(0));
      return;
    }
    List<Expr> pooled = new ArrayList<>();
    for (int i = 0; i < RESULTS; i += 2) {
      Expr top = larger(results.get(0).get(i), results.get(0).get(i + 1));
      Expr bottom = larger(results.get(1).get(i), results.get(1).get(i + 1));
      Expr value = larger(top, bottom);
      pooled.add(asBits ? value.fromBits() : value);
    }
    keep(y, to, lanes, pooled);
  }

  private Expr larger(Expr a, Expr b) {
    return k.let("larger", max(a, b));
  }

  /** The results after the fused layers, as bits if that is how they are pooled. */
  private List<Expr> finished(List<Expr> sums, BlockRow place, Expr tileColumn, Expr start) {
    List<Expr> results = new ArrayList<>();
    for (int i = 0; i < RESULTS; i++) {
      Expr sum = start == null ? sums.get(i) : k.let("sum", add(sums.get(i), start));
      Expr column = add(mul(tileColumn, RESULTS), i);
      Site site =
          Site.across(place.sample(), place.element(k, 0, column), mul(place.block(), lanes));
      Expr result = epilogue.apply(sum, site);
      results.add(asBits ? k.let("bits", result.bits().and(BlockedPool.WITHOUT_SIGN)) : result);
    }
    return results;
  }
}
