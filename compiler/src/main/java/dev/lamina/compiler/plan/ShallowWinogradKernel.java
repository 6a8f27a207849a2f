package dev.lamina.compiler.plan;

import static dev.lamina.compiler.loop.Exprs.add;
import static dev.lamina.compiler.loop.Exprs.div;
import static dev.lamina.compiler.loop.Exprs.index;
import static dev.lamina.compiler.loop.Exprs.load;
import static dev.lamina.compiler.loop.Exprs.min;
import static dev.lamina.compiler.loop.Exprs.mul;
import static dev.lamina.compiler.loop.Exprs.sub;
import static dev.lamina.compiler.loop.Exprs.sum;

import dev.lamina.compiler.layer.Conv;
import dev.lamina.compiler.layer.Shape;
import dev.lamina.compiler.layer.Window;
import dev.lamina.compiler.loop.Array;
import dev.lamina.compiler.loop.Expr;
import java.util.ArrayList;
import java.util.List;

/**
 * The kernel of {@link ShallowWinogradConv}. An item is some tiles side by side. Their inputs are
 * transformed with lanes along the row, at every column, of which tiles take each fourth. The rest
 * is done by {@link ShallowWinogradTiles}, for each block of channels.
 *
 * <p>Working space: points as (channel, row, column, place), then rows on the way to them, then
 * columns on the way to results.
 */
final class ShallowWinogradKernel {
  private static final int RESULTS = Winograd.RESULTS;
  private static final int MOST_TOGETHER = 10;

  private final Winograd winograd;
  private final int side;
  private final Conv conv;
  private final int lanes;
  private final PlaneStrides input;
  private final int down;
  private final int across;
  private final int together;

  /** Columns of inputs of an item. */
  private final int columns;

  /** Floats of a row of points of an item. */
  private final int places;

  private final int rowsAt;

  private final KernelWriter k;
  private final Array x;
  private final Array space;
  private final ShallowWinogradTiles tiles;

  ShallowWinogradKernel(LoweringContext context, Winograd winograd) {
    this.winograd = winograd;
    this.side = winograd.side();
    this.conv = (Conv) context.node().layer();
    this.lanes = context.lanes();
    this.input = PlaneStrides.of(context.input(0)).grown(conv.window().padding());
    Shape result = context.epilogueShape();
    this.down = Window.rowsOf(result) / RESULTS;
    this.across = result.size(-1) / RESULTS;
    this.together = together(result, lanes);
    this.columns = columns(together);
    this.places = (together * RESULTS + lanes - 1) / lanes * lanes;
    this.rowsAt = conv.in() * winograd.points() * places;
    this.k =
        context.kernel(
            "winograd " + winograd + " of few planes" + Epilogue.describe(context.node()),
            "winograd_shallow");
    this.x = k.array("x", context.input(0));
    this.tiles = new ShallowWinogradTiles(context, k, winograd, together, places, sumsAt());
    this.space = k.rows("space", Strands.COUNT, sumsAt() + tiles.sums());
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

  private int sumsAt() {
    return ShallowWinogradTiles.aligned(rowsAt + side * rowFloats(), lanes);
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
        k.integer("blocks", tiles.blocks()),
        block -> tiles.write(points, new BlockRow(item.sample(), block, row), first));
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
}
