package dev.lamina.compiler.plan;

import static dev.lamina.compiler.loop.Exprs.add;
import static dev.lamina.compiler.loop.Exprs.broadcast;
import static dev.lamina.compiler.loop.Exprs.constant;
import static dev.lamina.compiler.loop.Exprs.fma;
import static dev.lamina.compiler.loop.Exprs.index;
import static dev.lamina.compiler.loop.Exprs.load;
import static dev.lamina.compiler.loop.Exprs.mul;
import static dev.lamina.compiler.loop.Exprs.sum;

import dev.lamina.compiler.layer.Conv;
import dev.lamina.compiler.layer.Shape;
import dev.lamina.compiler.layer.Window;
import dev.lamina.compiler.loop.Array;
import dev.lamina.compiler.loop.Expr;
import dev.lamina.compiler.loop.Local;
import dev.lamina.runtime.LoadProgram.Dim;
import dev.lamina.runtime.LoadProgram.Term;
import java.util.ArrayList;
import java.util.List;

/**
 * The kernel of {@link PixelWinogradConv}. An item is four rows of results before pooling ({@link
 * RowTile}). Its inputs are transformed down the columns; for each point, the products of some
 * channels are added up, with lanes over even and over odd pixels; the sums of all points are
 * transformed to results, which are pooled.
 *
 * <p>Working space: points as (point, channel, phase, column), then sums as (point, channel, phase,
 * lane).
 */
final class PixelWinogradKernel {
  private static final int RESULTS = Winograd.RESULTS;
  private static final int PHASES = 2;

  /** Output channels at a time: twice as many sums. */
  private static final int MOST_CHANNELS = 6;

  private final Conv conv;
  private final Winograd winograd;
  private final int side;
  private final int kernel;
  private final int lanes;
  private final PixelPhases input;
  private final PlaneStrides output;
  private final TilePooling pooling;

  /** Rows of results before pooling, and columns of pooled ones. */
  private final int rows;

  private final int columns;

  /** Output channels at a time. */
  private final int channels;

  private final KernelWriter k;
  private final Array x;
  private final Array w;
  private final Array bias;
  private final Array y;
  private final Array space;
  private final Epilogue epilogue;

  PixelWinogradKernel(LoweringContext context, PixelPhases input) {
    this.conv = (Conv) context.node().layer();
    this.kernel = conv.window().kernel().width();
    this.winograd = new Winograd(RESULTS, kernel);
    this.side = winograd.side();
    this.lanes = context.lanes();
    this.input = input;
    this.output = PlaneStrides.of(context.output());
    this.pooling = TilePooling.of(context);
    Shape shape = context.output().shape();
    this.rows = PHASES * Window.rowsOf(shape);
    this.columns = shape.size(-1);
    int tiles = (conv.out() + MOST_CHANNELS - 1) / MOST_CHANNELS;
    this.channels = (conv.out() + tiles - 1) / tiles;
    this.k =
        context.kernel(
            "pixel winograd F(4, " + kernel + ")" + Epilogue.describe(context.node()),
            "winograd_pixels");
    this.x = k.array("x", input.buffer());
    this.w = k.array("w", context.packed("weight", weights()));
    this.bias =
        conv.bias()
            ? k.array("bias", context.packed("bias", Packing.rowMajor(Shape.of(conv.out()))))
            : null;
    this.y = k.array("y", context.output());
    this.space = k.rows("space", Strands.COUNT, sumsAt() + side * pointSums());
    this.epilogue = context.epilogue(k);
  }

  /** Weights of a point and an input channel. */
  private int channelWeights() {
    return kernel * conv.out();
  }

  /** Points, then input channels, columns of the kernel, output channels. */
  private Packing weights() {
    int point = conv.in() * channelWeights();
    List<Dim> dims =
        List.of(
            Packing.dim(conv.out(), 1),
            Packing.dim(conv.in(), channelWeights()),
            new Dim(
                side * kernel,
                List.of(new Term(kernel, 0, point), new Term(1, kernel, conv.out()))));
    return new Packing(side * point, winograd.columnMatrix(), dims);
  }

  /** Floats of a point's inputs. */
  private int pointInputs() {
    return conv.in() * PHASES * input.row();
  }

  /** The last vectors of points read beyond the end. */
  private int sumsAt() {
    return side * pointInputs() + lanes;
  }

  private int pointSums() {
    return channels * PHASES * lanes;
  }

  void write() {
    int items = (rows + RESULTS - 1) / RESULTS;
    Strands.each(k, items, this::item);
    int vectors = (columns + lanes - 1) / lanes;
    long products = (long) vectors * lanes * PHASES * side * kernel * conv.in() * conv.out();
    Strands.step(k, items * products / 40);
  }

  private void item(Strands.Item item) {
    RowTile rowTile = RowTile.of(k, item.number(), rows, pooling);
    Expr row = rowTile.first();
    Array points = k.row("points", space, item.strand());
    Expr corner =
        k.let(
            "x_corner",
            add(
                mul(item.sample(), k.integer("x_sample", input.buffer().floats())),
                mul(row, input.row())));
    k.micro("pixel_points", () -> points(points, corner));
    Expr top =
        k.let(
            "y_row",
            sum(
                mul(item.sample(), k.integer("y_sample", output.buffer().floats())),
                k.integer("y_origin", output.origin()),
                mul(pooling.stored(row), k.integer("y_down", output.rowStride()))));
    Tiles.each(
        k,
        "first",
        conv.out(),
        channels,
        first ->
            Tiles.each(
                k,
                "column",
                columns,
                lanes,
                column -> {
                  k.micro("pixel_sums", () -> sums(points, column, first));
                  Expr to = k.let("y_tile", add(top, column));
                  k.micro(
                      "pixel_results", () -> results(points, item.sample(), to, rowTile, first));
                }));
  }

  /** Transforms the inputs of all channels. */
  private void points(Array points, Expr corner) {
    k.loop(
        "plane",
        k.integer("planes", conv.in() * PHASES),
        plane ->
            k.loop(
                "column",
                index(0),
                index(input.row()),
                lanes,
                column -> {
                  Expr at = k.let("at", sum(corner, mul(plane, input.plane()), column));
                  Expr to = k.let("to", add(mul(plane, input.row()), column));
                  List<Expr> inputs = new ArrayList<>();
                  for (int i = 0; i < side; i++) {
                    inputs.add(k.let("d", load(x, add(at, i * input.row()), lanes)));
                  }
                  List<Expr> transformed = winograd.input(k, inputs);
                  for (int i = 0; i < side; i++) {
                    k.store(points, add(to, i * pointInputs()), transformed.get(i));
                  }
                }));
  }

  /** The sums of the products of each point, for channels from {@code first} on. */
  private void sums(Array points, Expr column, Expr first) {
    k.loop(
        "point",
        index(side),
        point -> {
          Expr xPoint = k.let("x_point", add(mul(point, pointInputs()), column));
          Expr wPoint = k.let("w_point", add(mul(point, conv.in() * channelWeights()), first));
          List<Local> sums = new ArrayList<>();
          for (int i = 0; i < channels * PHASES; i++) {
            sums.add(k.let("acc", constant(0f, lanes)));
          }
          k.loop(
              "c",
              k.integer("channels", conv.in()),
              c -> {
                Local xAt = k.let("x_at", add(xPoint, mul(c, PHASES * input.row())));
                Local wAt = k.let("w_at", add(wPoint, mul(c, channelWeights())));
                addChannel(points, xAt, wAt, sums);
              });
          Local to = k.let("to", add(mul(point, pointSums()), sumsAt()));
          for (int i = 0; i < sums.size(); i++) {
            k.store(points, add(to, i * lanes), sums.get(i));
          }
        });
  }

  /** The products of an input channel: its pixels are in registers for all output channels. */
  private void addChannel(Array points, Expr xAt, Expr wAt, List<Local> sums) {
    List<Expr> pixels = new ArrayList<>();
    for (int i = 0; i < kernel + PHASES - 1; i++) {
      int offset = i % PHASES * input.row() + i / PHASES;
      pixels.add(k.let("pixel", load(points, add(xAt, offset), lanes)));
    }
    for (int c = 0; c < channels; c++) {
      for (int tap = 0; tap < kernel; tap++) {
        Expr weight = k.let("weight", broadcast(w, add(wAt, tap * conv.out() + c), lanes));
        for (int phase = 0; phase < PHASES; phase++) {
          Local sum = sums.get(c * PHASES + phase);
          k.set(sum, fma(pixels.get(tap + phase), weight, sum));
        }
      }
    }
  }

  /** The pooled results of channels from {@code first} on. */
  private void results(Array points, Expr sample, Expr tile, RowTile rowTile, Expr first) {
    k.loop(
        "c",
        index(channels),
        c -> {
          Expr channel = k.let("channel", add(first, c));
          Expr start = bias == null ? null : k.let("bias", broadcast(bias, channel, lanes));
          Expr to =
              k.let(
                  "y_channel", add(tile, mul(channel, k.integer("y_plane", output.blockStride()))));
          Site site = Site.in(sample, to, channel);
          List<List<Expr>> finished = new ArrayList<>();
          for (int phase = 0; phase < PHASES; phase++) {
            Expr at = k.let("at", add(mul(c, PHASES * lanes), sumsAt() + phase * lanes));
            finished.add(phase(points, at, start, site));
          }
          for (int row = 0; row < RESULTS; row += PHASES) {
            int top = row;
            Expr largest =
                finished.stream()
                    .flatMap(p -> p.subList(top, top + PHASES).stream())
                    .reduce((a, b) -> pooling.larger(k, a, b))
                    .orElseThrow();
            Expr down = mul(rowTile.place(row / PHASES), k.integer("y_row", output.rowStride()));
            pooling.storeInRow(k, y, add(to, down), columns, largest);
          }
        });
  }

  /** The results of even or of odd pixels after the fused layers, as they are pooled. */
  private List<Expr> phase(Array points, Expr at, Expr start, Site site) {
    List<Expr> sums = new ArrayList<>();
    for (int point = 0; point < side; point++) {
      sums.add(k.let("d", load(points, add(at, point * pointSums()), lanes)));
    }
    if (start != null) {
      // What a product of point 1 gets, all results get.
      sums.set(1, k.let("d", add(sums.get(1), start)));
    }
    return winograd.output(k, sums).stream()
        .map(r -> pooling.operand(k, epilogue, r, site))
        .toList();
  }
}
