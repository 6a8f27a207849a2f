package dev.lamina.compiler.plan;

import static dev.lamina.compiler.loop.Exprs.add;
import static dev.lamina.compiler.loop.Exprs.broadcast;
import static dev.lamina.compiler.loop.Exprs.constant;
import static dev.lamina.compiler.loop.Exprs.fma;
import static dev.lamina.compiler.loop.Exprs.index;
import static dev.lamina.compiler.loop.Exprs.load;
import static dev.lamina.compiler.loop.Exprs.min;
import static dev.lamina.compiler.loop.Exprs.mul;
import static dev.lamina.compiler.loop.Exprs.sum;

import dev.lamina.compiler.layer.Conv;
import dev.lamina.compiler.layer.Window;
import dev.lamina.compiler.loop.Array;
import dev.lamina.compiler.loop.Expr;
import dev.lamina.compiler.loop.Local;
import dev.lamina.runtime.LoadProgram.Dim;
import dev.lamina.runtime.LoadProgram.Term;
import java.util.ArrayList;
import java.util.List;

/**
 * The kernel of {@link ColumnWinogradConv}. An item is four rows of results ({@link RowTile}). Its
 * inputs are transformed down the columns; for each point and some results of a row, the products
 * of all taps of a kernel's row are added up in registers; the sums of all points are transformed
 * to results, which are pooled before they are stored.
 *
 * <p>Working space: points as (point, channel, column), then sums as (point, column, lane).
 */
final class ColumnWinogradKernel {
  private static final int RESULTS = Winograd.RESULTS;

  /** Results of a row in registers at a time. */
  private static final int MOST_TOGETHER = 16;

  private final Conv conv;
  private final Winograd winograd;
  private final int side;
  private final int width;
  private final int lanes;
  private final PlaneStrides input;
  private final Buffer output;
  private final TilePooling pooling;

  /** Rows and columns of results that are stored, or pooled and stored. */
  private final int rows;

  private final int columns;

  /** Results of a row in registers at a time. */
  private final int together;

  private final KernelWriter k;
  private final Array x;
  private final Array w;
  private final Array bias;
  private final Array y;
  private final Array space;
  private final Epilogue epilogue;

  ColumnWinogradKernel(LoweringContext context) {
    this.conv = (Conv) context.node().layer();
    this.width = conv.window().kernel().width();
    this.winograd = new Winograd(RESULTS, width);
    this.side = winograd.side();
    this.lanes = context.lanes();
    this.input = PlaneStrides.of(context.input(0)).grown(conv.window().padding());
    this.output = context.output();
    this.pooling = TilePooling.of(context);
    this.rows = Window.rowsOf(output.shape()) * pooling.side();
    this.columns = output.shape().size(-1) * pooling.side();
    this.together = together(columns, pooling.side());
    this.k =
        context.kernel(
            "winograd F(4, " + width + ") down columns" + Epilogue.describe(context.node()),
            "winograd_columns");
    this.x = k.array("x", context.input(0));
    this.w = k.array("w", context.packed("weight", weights()));
    this.bias = conv.bias() ? k.array("bias", context.packed("bias", biases())) : null;
    this.y = k.array("y", output);
    this.space = k.rows("space", Strands.COUNT, sumsAt() + side * together * lanes);
    this.epilogue = context.epilogue(k);
  }

  /** Whole windows of pooling, in as few tiles as the most that fit would need. */
  private static int together(int columns, int window) {
    int tiles = (columns + MOST_TOGETHER - 1) / MOST_TOGETHER;
    int pixels = (columns + tiles - 1) / tiles;
    return (pixels + window - 1) / window * window;
  }

  /** Blocks of output channels. */
  private int blocks() {
    return (conv.out() + lanes - 1) / lanes;
  }

  /** Weights of a point, for a block. */
  private int pointWeights() {
    return conv.in() * width * lanes;
  }

  /** Blocks of output channels, then points, input channels, columns of the kernel, lanes. */
  private Packing weights() {
    int block = side * pointWeights();
    List<Dim> dims =
        List.of(
            Packing.blocked(conv.out(), lanes, block, 1),
            Packing.dim(conv.in(), width * lanes),
            new Dim(
                side * width,
                List.of(new Term(width, 0, pointWeights()), new Term(1, width, lanes))));
    return new Packing(blocks() * block, winograd.columnMatrix(), dims);
  }

  /** A vector a point, 0 but for the second: what a product of point 1 gets, all results get. */
  private Packing biases() {
    double[][] second = new double[side][1];
    second[1][0] = 1;
    List<Dim> dims =
        List.of(Packing.blocked(conv.out(), lanes, side * lanes, 1), Packing.dim(side, lanes));
    return new Packing(blocks() * side * lanes, second, dims);
  }

  /** Floats of a channel's row of points. */
  private int pitch() {
    return (columns + width - 1 + lanes - 1) / lanes * lanes;
  }

  private int sumsAt() {
    return side * conv.in() * pitch();
  }

  void write() {
    int items = (rows + RESULTS - 1) / RESULTS;
    Strands.each(k, items, this::item);
    long products = (long) side * conv.in() * width * columns * blocks() * lanes;
    Strands.step(k, items * products / 40);
  }

  private void item(Strands.Item item) {
    RowTile tile = RowTile.of(k, item.number(), rows, pooling);
    Expr row = tile.first();
    Array points = k.row("points", space, item.strand());
    Expr corner =
        k.let(
            "x_corner",
            sum(
                mul(item.sample(), k.integer("x_sample", input.buffer().floats())),
                index(input.origin()),
                mul(row, input.rowStride())));
    k.micro("column_points", () -> points(points, corner));
    k.loop(
        "block",
        k.integer("blocks", blocks()),
        block ->
            k.loop(
                "n",
                index(0),
                k.integer("columns", columns),
                together,
                n -> {
                  Expr column = k.let("column", min(n, index(columns - together)));
                  k.micro("column_sums", () -> sums(points, block, column));
                  BlockRow place =
                      new BlockRow(item.sample(), block, k.let("row", pooling.stored(row)));
                  k.micro("column_results", () -> results(points, place, tile, column));
                }));
  }

  /** Transforms the inputs of all channels. */
  private void points(Array points, Expr corner) {
    k.loop(
        "c",
        k.integer("channels", conv.in()),
        c ->
            k.loop(
                "column",
                index(0),
                index(pitch()),
                lanes,
                column -> {
                  Expr at = k.let("at", sum(corner, mul(c, input.blockStride()), column));
                  Expr to = k.let("to", add(mul(c, pitch()), column));
                  List<Expr> inputs = new ArrayList<>();
                  for (int i = 0; i < side; i++) {
                    inputs.add(k.let("d", load(x, add(at, i * input.rowStride()), lanes)));
                  }
                  List<Expr> results = winograd.input(k, inputs);
                  for (int i = 0; i < side; i++) {
                    k.store(points, add(to, i * conv.in() * pitch()), results.get(i));
                  }
                }));
  }

  /** The sums of the products of each point, for the results of a row from {@code column} on. */
  private void sums(Array points, Expr block, Expr column) {
    k.loop(
        "point",
        index(side),
        point -> {
          Expr weights = add(mul(block, side * pointWeights()), mul(point, pointWeights()));
          Expr wPoint = k.let("w_point", weights);
          Expr xPoint = k.let("x_point", add(mul(point, conv.in() * pitch()), column));
          Expr start =
              bias == null
                  ? constant(0f, lanes)
                  : k.let("start", load(bias, mul(add(mul(block, side), point), lanes), lanes));
          List<Local> sums = new ArrayList<>();
          for (int i = 0; i < together; i++) {
            sums.add(k.let("acc", start));
          }
          k.loop(
              "c",
              k.integer("channels", conv.in()),
              c -> {
                Local wAt = k.let("w_at", add(wPoint, mul(c, width * lanes)));
                Local xAt = k.let("x_at", add(xPoint, mul(c, pitch())));
                addChannel(points, xAt, wAt, sums);
              });
          Local to = k.let("to", add(mul(point, together * lanes), sumsAt()));
          for (int i = 0; i < together; i++) {
            k.store(points, add(to, i * lanes), sums.get(i));
          }
        });
  }

  /** The products of a channel: each input goes to all results that it belongs to. */
  private void addChannel(Array points, Expr xAt, Expr wAt, List<Local> sums) {
    List<Expr> weights = new ArrayList<>();
    for (int tap = 0; tap < width; tap++) {
      weights.add(k.let("weight", load(w, add(wAt, tap * lanes), lanes)));
    }
    for (int i = 0; i < together + width - 1; i++) {
      Local pixel = k.let("pixel", broadcast(points, add(xAt, i), lanes));
      for (int tap = 0; tap < width; tap++) {
        int result = i - tap;
        if (result >= 0 && result < together) {
          k.set(sums.get(result), fma(pixel, weights.get(tap), sums.get(result)));
        }
      }
    }
  }

  /**
   * The results of some columns, pooled if they are to be. All are computed before the first is
   * stored: what lives beyond a check of bounds is spilled before it in some starts.
   */
  private void results(Array points, BlockRow top, RowTile tile, Expr first) {
    Expr stored = k.let("stored", pooling.stored(first));
    k.loop(
        "window",
        index(together / pooling.side()),
        window -> {
          Local n = k.let("n", mul(window, pooling.side()));
          List<List<Expr>> columns = new ArrayList<>();
          for (int p = 0; p < pooling.side(); p++) {
            columns.add(column(points, k.let("at", add(mul(add(n, p), lanes), sumsAt()))));
          }
          List<Expr> values = new ArrayList<>();
          for (int row = 0; row < RESULTS; row += pooling.side()) {
            values.add(k.let("result", largest(columns, row, top, add(first, n))));
          }
          for (int row = 0; row < values.size(); row++) {
            BlockRow place = top.at(add(top.row(), tile.place(row)));
            Expr to = add(place.start(k, output), mul(add(stored, window), lanes));
            k.store(y, k.let("to", to), values.get(row));
          }
        });
  }

  /** The results of a column before the fused layers. */
  private List<Expr> column(Array points, Expr at) {
    List<Expr> sums = new ArrayList<>();
    for (int point = 0; point < side; point++) {
      sums.add(k.let("d", load(points, add(at, point * together * lanes), lanes)));
    }
    return winograd.output(k, sums);
  }

  /** The largest of a window of results from row {@code first} on, after the fused layers. */
  private Expr largest(List<List<Expr>> columns, int first, BlockRow top, Expr column) {
    Expr largest = null;
    for (int p = 0; p < pooling.side(); p++) {
      for (int i = first; i < first + pooling.side(); i++) {
        BlockRow place = top.at(add(top.row(), i));
        Site site =
            Site.across(
                place.sample(), place.element(k, 0, add(column, p)), mul(place.block(), lanes));
        Expr operand = pooling.operand(k, epilogue, columns.get(p).get(i), site);
        largest = largest == null ? operand : pooling.larger(k, largest, operand);
      }
    }
    return pooling.result(largest);
  }
}
