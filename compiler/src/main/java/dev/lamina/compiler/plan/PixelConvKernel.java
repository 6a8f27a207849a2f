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
import static dev.lamina.compiler.loop.Exprs.tableLoad;

import dev.lamina.compiler.layer.Conv;
import dev.lamina.compiler.layer.Pair;
import dev.lamina.compiler.layer.Shape;
import dev.lamina.compiler.layer.Window;
import dev.lamina.compiler.loop.Array;
import dev.lamina.compiler.loop.Expr;
import dev.lamina.compiler.loop.Local;
import dev.lamina.runtime.LoadProgram.Dim;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The kernel of {@link PixelConv}. A unit is some rows of results, or one of pooled results. Its
 * register tiles are vectors of pixels below one another, even and odd ones if they are pooled, for
 * some output channels; the last vector of a row and the last channels overlap those before.
 */
final class PixelConvKernel {
  /** Rows of a tile that are not pooled. */
  private static final int ROWS = 4;

  /** With more sums of a tile, C2 runs out of 32 registers. */
  private static final int MOST_SUMS = 12;

  private final LoweringContext context;
  private final Conv conv;
  private final int lanes;
  private final PixelPhases input;
  private final PlaneStrides output;
  private final TilePooling pooling;

  /** Rows and columns of stored results. */
  private final int height;

  private final int width;

  /** Rows of a tile before pooling. */
  private final int rows;

  /** Output channels of a tile. */
  private final int channels;

  private final KernelWriter k;
  private final Array x;
  private final Array w;
  private final Array bias;
  private final Array y;
  private final List<Array> offsets;
  private final Epilogue epilogue;

  PixelConvKernel(LoweringContext context, PixelPhases input) {
    this.context = context;
    this.conv = (Conv) context.node().layer();
    this.lanes = context.lanes();
    this.input = input;
    this.output = PlaneStrides.of(context.output());
    this.pooling = TilePooling.of(context);
    Shape shape = context.output().shape();
    this.height = Window.rowsOf(shape);
    this.width = shape.size(-1);
    this.rows = input.count() > 1 ? 2 : Math.min(ROWS, height);
    this.channels = channels(conv.out(), rows * input.count());
    String tile = rows * input.count() + "x" + channels;
    this.k =
        context.kernel(
            "pixel conv " + tile + Epilogue.describe(context.node()), "conv_pixels_" + tile);
    this.x = k.array("x", input.buffer());
    this.w = k.array("w", context.packed("weight", weights()));
    this.bias =
        conv.bias()
            ? k.array("bias", context.packed("bias", Packing.rowMajor(Shape.of(conv.out()))))
            : null;
    this.y = k.array("y", context.output());
    this.offsets =
        IntStream.range(0, input.count()).mapToObj(p -> k.table("offsets", offsets(p))).toList();
    this.epilogue = context.epilogue(k);
  }

  /** The fewest that need as few tiles as the most that fit. */
  private static int channels(int all, int pixels) {
    int most = MOST_SUMS / pixels;
    int tiles = (all + most - 1) / most;
    return (all + tiles - 1) / tiles;
  }

  private int taps() {
    return Math.toIntExact(conv.in() * conv.window().kernel().area());
  }

  /** Taps, then output channels. */
  private Packing weights() {
    Pair kernel = conv.window().kernel();
    int area = Math.toIntExact(kernel.area());
    List<Dim> dims =
        List.of(
            Packing.dim(conv.out(), 1),
            Packing.dim(conv.in(), area * conv.out()),
            Packing.dim(kernel.height(), kernel.width() * conv.out()),
            Packing.dim(kernel.width(), conv.out()));
    return Packing.of(taps() * conv.out(), dims);
  }

  /** Where the taps of results of that phase lie. */
  private List<Integer> offsets(int phase) {
    Pair kernel = conv.window().kernel();
    Pair dilation = conv.window().dilation();
    List<Integer> offsets = new ArrayList<>();
    for (int c = 0; c < conv.in(); c++) {
      for (int ky = 0; ky < kernel.height(); ky++) {
        for (int kx = 0; kx < kernel.width(); kx++) {
          int column = kx * dilation.width() + phase;
          offsets.add(input.offset(c, ky * dilation.height(), column));
        }
      }
    }
    return offsets;
  }

  /** Rows of stored results of a tile. */
  private int storedRows() {
    return rows / pooling.side();
  }

  void write() {
    int units = (height + storedRows() - 1) / storedRows();
    int vectors = (width + lanes - 1) / lanes;
    k.units(
        units,
        (sample, unit) -> {
          Expr row = k.let("row", min(mul(unit, storedRows()), index(height - storedRows())));
          Tiles.each(
              k,
              "first",
              conv.out(),
              channels,
              first ->
                  Tiles.each(
                      k,
                      "column",
                      width,
                      lanes,
                      column -> k.micro("pixels", () -> tile(sample, row, column, first))));
        });
    long sums = (long) rows * input.count() * conv.out() * vectors * lanes;
    k.step(units, taps() * sums / 80);
  }

  private void tile(Expr sample, Expr row, Expr column, Expr first) {
    Local at =
        k.let(
            "x_tile",
            sum(
                mul(sample, k.integer("x_sample", input.buffer().floats())),
                k.integer("x_origin", input.origin()),
                mul(row, k.integer("x_down", pooling.side() * input.row())),
                column));
    List<List<Local>> sums = new ArrayList<>();
    for (int c = 0; c < channels; c++) {
      Expr start =
          bias == null ? constant(0f, lanes) : k.let("bias", broadcast(bias, add(first, c), lanes));
      List<Local> sumsOfChannel = new ArrayList<>();
      for (int p = 0; p < rows * input.count(); p++) {
        sumsOfChannel.add(k.let("acc", start));
      }
      sums.add(sumsOfChannel);
    }
    k.loop(
        "t",
        k.integer("first_tap", 0),
        k.integer("taps", taps()),
        1,
        t -> addTap(t, at, first, sums));
    Local to =
        k.let(
            "y_tile",
            sum(
                mul(sample, k.integer("y_sample", context.output().floats())),
                k.integer("y_origin", output.origin()),
                mul(row, k.integer("y_row", output.rowStride())),
                column));
    for (int c = 0; c < channels; c++) {
      finish(sample, to, add(first, c), sums.get(c));
    }
  }

  private void addTap(Local tap, Expr tile, Expr first, List<List<Local>> sums) {
    List<Expr> pixels = new ArrayList<>();
    for (Array offset : offsets) {
      Local at = k.let("at", add(tile, tableLoad(offset, tap)));
      for (int r = 0; r < rows; r++) {
        Expr down = mul(index(r), k.integer("x_row", input.row()));
        pixels.add(k.let("pixel", load(x, add(at, down), lanes)));
      }
    }
    Local weights = k.let("w_tap", add(mul(tap, k.integer("w_stride", conv.out())), first));
    for (int c = 0; c < channels; c++) {
      Local weight = k.let("weight", broadcast(w, add(weights, c), lanes));
      for (int p = 0; p < pixels.size(); p++) {
        Local sum = sums.get(c).get(p);
        k.set(sum, fma(pixels.get(p), weight, sum));
      }
    }
  }

  /**
   * The fused layers on a channel's results, which are stored, or pooled and stored. Where a row
   * ends within the vector, zeros of its border are behind it.
   */
  private void finish(Expr sample, Local tile, Expr channel, List<Local> sums) {
    Expr plane =
        k.let("plane", add(tile, mul(channel, k.integer("y_plane", output.blockStride()))));
    Site site = Site.in(sample, plane, channel);
    List<Expr> results = sums.stream().map(s -> pooling.operand(k, epilogue, s, site)).toList();
    if (pooling.side() == 1) {
      for (int r = 0; r < rows; r++) {
        k.store(
            y, add(plane, mul(index(r), k.integer("y_row", output.rowStride()))), results.get(r));
      }
      return;
    }
    Expr largest = results.stream().reduce((a, b) -> pooling.larger(k, a, b)).orElseThrow();
    pooling.storeInRow(k, y, plane, width, largest);
  }
}
