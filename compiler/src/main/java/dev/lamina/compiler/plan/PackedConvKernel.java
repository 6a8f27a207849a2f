package dev.lamina.compiler.plan;

import static dev.lamina.compiler.loop.Exprs.add;
import static dev.lamina.compiler.loop.Exprs.div;
import static dev.lamina.compiler.loop.Exprs.index;
import static dev.lamina.compiler.loop.Exprs.load;
import static dev.lamina.compiler.loop.Exprs.max;
import static dev.lamina.compiler.loop.Exprs.min;
import static dev.lamina.compiler.loop.Exprs.mul;
import static dev.lamina.compiler.loop.Exprs.sub;
import static dev.lamina.compiler.loop.Exprs.sum;
import static dev.lamina.compiler.loop.Exprs.tableLoad;

import dev.lamina.compiler.layer.Conv;
import dev.lamina.compiler.layer.Shape;
import dev.lamina.compiler.layer.Window;
import dev.lamina.compiler.loop.Array;
import dev.lamina.compiler.loop.Expr;
import dev.lamina.compiler.loop.Exprs;
import dev.lamina.compiler.loop.Local;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Direct convolution of packed inputs, for {@link BlockedConv} where there are many output
 * channels: a block of pixels has what their windows cover copied into a panel that the inner loop
 * reads from one end to the other, without a table and without checks; all groups of output
 * channels use it. Goto and van de Geijn, <a href="https://doi.org/10.1145/1356052.1356053">Anatomy
 * of High-Performance Matrix Multiplication</a>, 2008.
 *
 * <p>Working space: a panel lies as (block of taps, pixel, tap), sums of a group as (pixel,
 * channel).
 */
final class PackedConvKernel {
  /** Rows of working space of a strand: a panel, and a group's sums. */
  private static final int ROWS = 2;

  /** Groups of output channels that are worth packing the inputs. */
  private static final int GROUPS = 4;

  /** Taps that are worth keeping sums in memory. */
  private static final int FEWEST_TAPS = 64;

  /** Floats of a panel that stay in the L2 cache. */
  private static final int PANEL = 104 << 10;

  /** Register tiles whose sums stay in the L1 cache. */
  private static final int TILES = 32;

  /** Taps of a block, whose weights stay in the L1 cache. */
  private static final int TAPS = 256;

  /** With more, panels that stay in the L2 cache are of too few pixels. */
  private static final int MOST_TAPS = 10 * TAPS;

  /** How far apart pixels are, so that their taps do not compete for the same lines of a cache. */
  private static final int PITCH = TAPS + 16;

  private final Conv conv;
  private final int lanes;
  private final ProductLoop.Shape loop;
  private final BlockedConvWeights weights;
  private final PlaneStrides output;
  private final int columns;
  private final int pixels;
  private final int tiles;
  private final int block;
  private final int groups;
  private final int parts;

  private final KernelWriter k;
  private final Array x;
  private final Array w;
  private final Array offsets;
  private final Array y;
  private final Array bias;
  private final Array space;
  private final Epilogue epilogue;

  /** For {@code groups} groups of as many blocks as a register tile takes. */
  PackedConvKernel(LoweringContext context, Conv conv, BlockedConvWeights weights, int groups) {
    this.conv = conv;
    this.lanes = context.lanes();
    this.weights = weights;
    this.output = PlaneStrides.blocked(context.output());
    Shape shape = context.output().shape();
    this.pixels = Window.rowsOf(shape) * shape.size(-1);
    this.loop =
        ProductLoop.Shape.of(context.target(), weights.vectors(), weights.inner(), TAPS, pixels);
    this.columns = ConvSchedule.isFlat(context, weights) ? pixels : shape.size(-1);
    this.tiles = (pixels + loop.pixels() - 1) / loop.pixels();
    this.block = block(tiles, loop.pixels() * PITCH * tapBlocks(weights));
    this.groups = groups;
    this.parts = block == tiles && groups % 2 == 0 ? 2 : 1;
    this.k =
        context.kernel(
            "packed conv "
                + loop.pixels()
                + "x"
                + loop.vectors()
                + Epilogue.describe(context.node()),
            "packed_conv");
    this.x = k.array("x", weights.input().buffer());
    this.w = k.array("w", context.packed("weight", weights.packing()));
    this.offsets = k.table("offsets", offsets());
    this.y = k.array("y", output.buffer());
    this.bias = conv.bias() ? k.array("bias", context.packed("bias", weights.bias())) : null;
    int panel = blockFloats() * tapBlocks(weights);
    int sums = block * loop.pixels() * weights.group();
    this.space = k.rows("space", Strands.COUNT * ROWS, Math.max(panel, sums));
    this.epilogue = context.epilogue(k);
  }

  /** Whether copying takes much less time than it saves. */
  static boolean pays(Target target, BlockedConvWeights weights, int groups) {
    return ProductLoop.Shape.of(target, weights.vectors(), weights.inner()).taps() > 1
        && weights.conv().groups() == 1
        && groups >= GROUPS
        && weights.taps() >= FEWEST_TAPS
        && weights.taps() <= MOST_TAPS;
  }

  /** Register tiles of a block; more than two blocks are an even number, for two threads. */
  private static int block(int tiles, int floats) {
    int most = Math.max(1, Math.min(TILES, PANEL / floats));
    int blocks = (tiles + most - 1) / most;
    blocks += blocks > 2 ? blocks % 2 : 0;
    return (tiles + blocks - 1) / blocks;
  }

  private static int tapBlocks(BlockedConvWeights weights) {
    return (weights.taps() + TAPS - 1) / TAPS;
  }

  private int blocks() {
    return (tiles + block - 1) / block;
  }

  /** Where the taps lie, a vector's at a time. */
  private List<Integer> offsets() {
    List<Integer> all = weights.offsets();
    return IntStream.range(0, all.size() / lanes).mapToObj(i -> all.get(i * lanes)).toList();
  }

  void write() {
    Strands.each(k, blocks() * parts, this::item);
    Strands.step(k, (long) weights.taps() * pixels * groups * weights.group() / 40);
  }

  /** A block of pixels, and where its working space is. */
  private record Block(Expr sample, Expr firstPixel, Expr tiles, Array panel, Array sums) {}

  private void item(Strands.Item item) {
    Expr part = index(0);
    Expr number = item.number();
    if (parts > 1) {
      part = k.let("part", div(number, index(blocks())));
      number = k.let("number", sub(number, mul(part, index(blocks()))));
    }
    Expr size = k.integer("block_tiles", block);
    Expr first = k.let("first_tile", mul(number, size));
    Expr row = mul(item.strand(), ROWS);
    Block pixelBlock =
        new Block(
            item.sample(),
            k.let("first_pixel", mul(first, loop.pixels())),
            k.let("tile_count", min(size, sub(k.integer("tiles", tiles), first))),
            k.row("panel", space, row),
            k.row("sums", space, add(row, 1)));
    pack(pixelBlock);
    Expr count = k.integer("groups", groups / parts);
    Expr firstGroup = k.let("first_group", mul(part, count));
    k.loop(
        "group",
        count,
        group -> multiply(pixelBlock, k.let("block", mul(add(firstGroup, group), loop.vectors()))));
  }

  /** Each row's part for itself. Pixels behind the last keep what they had. */
  private void pack(Block block) {
    Expr sample = mul(block.sample(), k.integer("x_sample", weights.input().buffer().floats()));
    Expr origin = k.let("x_at", add(sample, k.integer("x_origin", weights.input().origin())));
    int down = conv.window().stride().height() * weights.input().rowStride();
    int across = conv.window().stride().width() * weights.input().pixelStride();
    eachTapBlock(
        weights.taps() / lanes,
        TAPS / lanes,
        (number, first, end) -> {
          Local panel = k.let("panel_block", mul(number, k.integer("block_floats", blockFloats())));
          eachRow(
              block,
              (row, from, to, at) -> {
                Local window = k.let("x_row", add(origin, mul(row, k.integer("down", down))));
                Local start = k.let("to_row", add(panel, mul(at, PITCH)));
                Expr step = k.integer("across", across);
                k.micro(
                    "pack",
                    () ->
                        packRow(
                            block.panel(), new Span(from, to, step), window, start, first, end));
              });
        });
  }

  /** Columns of a row, and how far apart their windows are. */
  private record Span(Local from, Local to, Expr step) {}

  private void packRow(Array panel, Span columns, Local window, Local to, Local first, Local end) {
    k.loop(
        "v",
        first,
        end,
        1,
        v -> {
          Local from = k.let("from", add(window, tableLoad(offsets, v)));
          Local at = k.let("at", add(to, mul(sub(v, first), lanes)));
          k.loop(
              "column",
              columns.from(),
              columns.to(),
              1,
              column -> {
                Expr value = load(x, add(from, mul(column, columns.step())), lanes);
                k.store(panel, add(at, mul(column, PITCH)), value);
              });
        });
  }

  /** Takes a block's number, and where it begins and ends. */
  private interface TapBlockBody {
    void accept(Expr number, Local first, Local end);
  }

  private void eachTapBlock(int count, int size, TapBlockBody body) {
    Expr all = k.integer("tap_count", count);
    k.loop(
        "tap_block",
        k.integer("tap_blocks", (count + size - 1) / size),
        number -> {
          Local first = k.let("first", mul(number, size));
          body.accept(number, first, k.let("end", min(add(first, size), all)));
        });
  }

  /** Takes a row, its columns in the block, and where its column 0 is, in pixels of the block. */
  private interface RowBody {
    void accept(Expr row, Local from, Local to, Expr at);
  }

  private void eachRow(Block block, RowBody body) {
    Expr width = k.integer("columns", columns);
    Expr tiles = add(block.firstPixel(), mul(block.tiles(), loop.pixels()));
    Expr end = k.let("end_pixel", min(tiles, k.integer("pixels", pixels)));
    k.loop(
        "row",
        k.let("first_row", div(block.firstPixel(), width)),
        k.let("end_row", add(div(sub(end, index(1)), width), 1)),
        1,
        row -> {
          Local start = k.let("row_start", mul(row, width));
          Local from = k.let("from_column", max(index(0), sub(block.firstPixel(), start)));
          Local to = k.let("to_column", min(width, sub(end, start)));
          body.accept(row, from, to, sub(start, block.firstPixel()));
        });
  }

  /** Floats of a block of taps. */
  private int blockFloats() {
    return block * loop.pixels() * PITCH;
  }

  /** The results of a group of output channels, from {@code channels}, in blocks, on. */
  private void multiply(Block block, Local channels) {
    start(block, channels);
    Local wGroup = k.let("w_group", mul(channels, k.integer("w_stride", weights.taps() * lanes)));
    eachTapBlock(
        loop.steps(weights.taps()),
        loop.steps(TAPS),
        (number, first, end) -> {
          Local panel = k.let("panel_block", mul(number, k.integer("block_floats", blockFloats())));
          Local wBlock = k.let("w_block", add(wGroup, mul(first, loop.taps() * weights.group())));
          Local steps = k.let("steps", sub(end, first));
          k.loop(
              "tile",
              block.tiles(),
              tile -> {
                Local xTile = k.let("x_tile", add(panel, mul(tile, loop.pixels() * PITCH)));
                Local sums = k.let("s_tile", mul(tile, loop.pixels() * weights.group()));
                k.micro("product", () -> addProducts(block, steps, xTile, wBlock, sums));
              });
        });
    finish(block, channels);
  }

  /** Sums start with the bias. */
  private void start(Block block, Local channels) {
    k.micro(
        "start",
        () -> {
          List<Expr> start = new ArrayList<>();
          for (int v = 0; v < loop.vectors(); v++) {
            Expr channel = mul(add(channels, v), lanes);
            start.add(
                bias == null
                    ? Exprs.constant(0f, lanes)
                    : k.let("bias", load(bias, channel, lanes)));
          }
          k.loop(
              "pixel",
              mul(block.tiles(), loop.pixels()),
              pixel -> {
                Local at = k.let("at", mul(pixel, weights.group()));
                for (int v = 0; v < loop.vectors(); v++) {
                  k.store(block.sums(), add(at, v * lanes), start.get(v));
                }
              });
        });
  }

  private void addProducts(Block block, Local steps, Local xTile, Local wBlock, Local sums) {
    List<Local> accumulators = new ArrayList<>();
    for (int i = 0; i < loop.accumulators(); i++) {
      accumulators.add(k.let("acc", load(block.sums(), add(sums, i * lanes), lanes)));
    }
    List<Integer> tile = IntStream.range(0, loop.pixels()).mapToObj(p -> p * PITCH).toList();
    new ProductLoop(loop, lanes, weights.group(), block.panel(), w, null)
        .addSteps(k, steps, new ProductLoop.Tile(xTile, wBlock, tile, accumulators));
    for (int i = 0; i < loop.accumulators(); i++) {
      k.store(block.sums(), add(sums, i * lanes), accumulators.get(i));
    }
  }

  /** Applies the fused layers, row by row. */
  private void finish(Block block, Local channels) {
    eachRow(
        block,
        (row, from, to, at) -> {
          Local sums = k.let("s_row", mul(at, weights.group()));
          BlockRow place = new BlockRow(block.sample(), channels, row);
          Local yRow = k.let("y_row", place.start(k, output.buffer()));
          k.micro("finish", () -> finishRow(block, place, from, to, sums, yRow));
        });
  }

  private void finishRow(Block block, BlockRow row, Local from, Local to, Local sums, Local yRow) {
    k.loop(
        "column",
        from,
        to,
        1,
        column -> {
          Local at = k.let("at", add(sums, mul(column, weights.group())));
          for (int v = 0; v < loop.vectors(); v++) {
            Local sum = k.let("sum", load(block.sums(), add(at, v * lanes), lanes));
            Expr channel = mul(add(row.block(), v), lanes);
            Site site = Site.across(row.sample(), row.element(k, v, column), channel);
            Expr vector = mul(index(v), k.integer("block_stride", output.blockStride()));
            k.store(y, sum(yRow, vector, mul(column, lanes)), epilogue.apply(sum, site));
          }
        });
  }
}
