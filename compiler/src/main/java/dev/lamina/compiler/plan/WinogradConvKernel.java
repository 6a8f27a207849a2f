package dev.lamina.compiler.plan;

import static dev.lamina.compiler.loop.Exprs.add;
import static dev.lamina.compiler.loop.Exprs.div;
import static dev.lamina.compiler.loop.Exprs.index;
import static dev.lamina.compiler.loop.Exprs.load;
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
import java.util.ArrayList;
import java.util.List;

/**
 * The kernel of {@link WinogradConv}. For a block of tiles and a part of the output channels: the
 * tiles' inputs are transformed to points; for each point, tiles times channels are multiplied by
 * the point's weights, a matrix product in register tiles; the products are transformed to results.
 *
 * <p>Working space: points lie as (point, input channels / lanes, tile, lane), products as (point,
 * output channels / lanes, tile, lane).
 */
final class WinogradConvKernel {
  /** Multiplications of a small layer, at most. */
  private static final int SMALL = 2_000_000;

  /** Rows of working space of a strand: points and what is on the way to them, then products. */
  private static final int ROWS = 2;

  private final LoweringContext context;
  private final Conv conv;
  private final int lanes;
  private final WinogradTiles tiles;
  private final Winograd winograd;

  /** Results of a tile, along a side. */
  private final int results;

  private final TilePooling pooling;

  /** What is stored of a tile, along a side. */
  private final int stored;

  private final int side;
  private final int points;

  /** Blocks of output channels of a register tile. */
  private final int vectors;

  private final WinogradProducts matrices;
  private final PlaneStrides input;
  private final Shape result;
  private final int channelBlocks;

  /** Blocks of output channels of a group. */
  private final int groupBlocks;

  private final KernelWriter k;
  private final Array x;
  private final Array w;
  private final Array offsets;
  private final Array y;
  private final Array bias;
  private final Array space;
  private final Epilogue epilogue;
  private Sizes sizes;

  WinogradConvKernel(LoweringContext context, Conv conv) {
    this.context = context;
    this.conv = conv;
    this.lanes = context.lanes();
    this.result = Epilogue.shape(context.graph(), context.node());
    this.pooling = TilePooling.of(context);
    this.tiles = WinogradTiles.of(conv, result, context.target());
    this.winograd = tiles.winograd();
    this.results = winograd.results();
    this.stored = results / pooling.side();
    this.side = winograd.side();
    this.points = winograd.points();
    this.vectors = tiles.loop().vectors();
    this.matrices = new WinogradProducts(context.target(), conv, tiles, isSmall());
    this.input = PlaneStrides.of(context.input(0)).grown(conv.window().padding());
    this.channelBlocks = tiles.in() / lanes;
    this.groupBlocks = tiles.out() / lanes / tiles.groups();
    this.k =
        context.kernel(
            "winograd " + winograd + " " + matrices.describe() + Epilogue.describe(context.node()),
            "winograd");
    this.x = k.array("x", context.input(0));
    this.w = k.array("w", context.packed("weight", matrices.weights(conv)));
    this.offsets = matrices.table(k);
    this.y = k.array("y", context.output());
    this.bias =
        conv.bias()
            ? k.array(
                "bias", context.packed("bias", Packing.padded(Shape.of(conv.out()), tiles.out())))
            : null;
    int inputs = points * tiles.pointFloats() + points * lanes;
    int products = points * tiles.productFloats();
    this.space = k.rows("space", Strands.COUNT * ROWS, Math.max(inputs, products));
    this.epilogue = context.epilogue(k);
  }

  /** What the code of micro-kernels depends on beside the algorithm. */
  private record Sizes(
      Expr rowStride, Expr pointStride, Expr temporary, Expr tileFloats, Expr depth) {}

  /**
   * A parameter of micro-kernels, so that they are the same for all sizes; a constant in small
   * layers, whose transforms take a third less time so, and which have few others beside them.
   */
  private Expr size(String name, int value) {
    return isSmall() ? index(value) : k.let(name, index(value));
  }

  private boolean isSmall() {
    return products() < SMALL;
  }

  private long products() {
    return (long) points * tiles.count() * conv.in() * tiles.out();
  }

  void write() {
    sizes =
        new Sizes(
            size("x_row_stride", input.rowStride()),
            size("point_stride", tiles.pointFloats()),
            size("temporary", points * tiles.pointFloats()),
            size("tile_floats", tiles.block() * lanes),
            size("depth", matrices.depth()));
    Strands.each(k, tiles.blocks() * tiles.groups(), this::item);
    Strands.step(k, products() / 40);
  }

  /** A block of tiles and a group of output channels, and where their working space is. */
  private record Block(
      Expr sample, Expr group, Expr firstTile, Expr count, Array points, Array products) {}

  private void item(Strands.Item item) {
    Expr group = index(0);
    Expr number = item.number();
    if (tiles.groups() > 1) {
      Expr blocks = index(tiles.blocks());
      group = k.let("group", div(number, blocks));
      number = k.let("number", sub(number, mul(group, blocks)));
    }
    Expr size = index(tiles.block());
    Expr first = k.let("first_tile", mul(number, size));
    Expr left = sub(index(tiles.count()), first);
    Expr row = mul(item.strand(), ROWS);
    Block block =
        new Block(
            item.sample(),
            group,
            first,
            k.let("tile_count", Exprs.min(size, left)),
            k.row("points", space, row),
            k.row("products", space, add(row, 1)));
    transformInputs(block);
    multiply(block);
    transformOutputs(block);
  }

  /** The loop over the block's tiles. */
  private void eachTile(Block block, TileBody body) {
    Expr across = index(tiles.across());
    k.loop(
        "tile",
        block.count(),
        tile -> {
          Expr number = k.let("tile_number", add(block.firstTile(), tile));
          Expr down = k.let("tile_row", div(number, across));
          body.accept(tile, down, k.let("tile_column", sub(number, mul(down, across))));
        });
  }

  /** Takes a tile's number in the block, and its row and column in the plane. */
  @FunctionalInterface
  private interface TileBody {
    void accept(Expr tile, Expr row, Expr column);
  }

  private void transformInputs(Block block) {
    Expr rowStride = sizes.rowStride();
    Expr pointStride = sizes.pointStride();
    Expr temporary = sizes.temporary();
    boolean isPitched = tiles.pitch() > 0;
    Expr sample = mul(block.sample(), index(input.buffer().floats()));
    Expr origin = k.let("x_origin", add(sample, index(input.origin())));
    k.loop(
        "c",
        index(channelBlocks),
        c -> {
          Expr plane = mul(c, index(input.blockStride()));
          Expr from = k.let("x_plane", add(origin, plane));
          Expr to = k.let("to_block", mul(c, isPitched ? index(lanes) : sizes.tileFloats()));
          eachTile(
              block,
              (tile, row, column) -> {
                Expr at =
                    sum(from, mul(mul(row, results), rowStride), mul(column, results * lanes));
                Local start = k.let("x_tile", at);
                Local target =
                    k.let("to_tile", add(to, mul(tile, isPitched ? tiles.pitch() : lanes)));
                k.micro(
                    "winograd_input",
                    () ->
                        transformInput(
                            block.points(), start, rowStride, target, pointStride, temporary));
              });
        });
  }

  /** Columns first, into {@code temporary}, then rows. */
  private void transformInput(
      Array points, Expr start, Expr rowStride, Expr target, Expr pointStride, Expr temporary) {
    k.loop(
        "column",
        index(side),
        column -> {
          Expr first = k.let("at", add(start, mul(column, lanes)));
          List<Expr> inputs = new ArrayList<>();
          for (int row = 0; row < side; row++) {
            inputs.add(k.let("d", load(x, add(first, mul(rowStride, row)), lanes)));
          }
          List<Expr> transformed = winograd.input(k, inputs);
          Expr to = k.let("to", add(temporary, mul(column, lanes)));
          for (int row = 0; row < side; row++) {
            k.store(points, add(to, row * side * lanes), transformed.get(row));
          }
        });
    k.loop(
        "row",
        index(side),
        row -> {
          Expr first = k.let("at", add(temporary, mul(row, side * lanes)));
          List<Expr> transformed = winograd.input(k, side(points, first));
          Expr to = k.let("to", add(target, mul(mul(row, side), pointStride)));
          for (int column = 0; column < side; column++) {
            k.store(points, add(to, mul(pointStride, column)), transformed.get(column));
          }
        });
  }

  /** The vectors of a side, which lie side by side. */
  private List<Expr> side(Array array, Expr first) {
    List<Expr> values = new ArrayList<>();
    for (int i = 0; i < side; i++) {
      values.add(k.let("d", load(array, add(first, i * lanes), lanes)));
    }
    return values;
  }

  /** For every point and pair of blocks of output channels, the register tiles. */
  private void multiply(Block block) {
    Expr depth = sizes.depth();
    Expr pointFloats = sizes.pointStride();
    Expr tileFloats = sizes.tileFloats();
    Expr pairs = index(groupBlocks / vectors);
    Expr allPairs = index(tiles.out() / lanes / vectors);
    Expr panel = index(conv.in() * vectors * lanes);
    WinogradProducts.Arrays arrays =
        new WinogradProducts.Arrays(block.points(), w, offsets, block.products());
    k.loop(
        "point",
        index(points),
        point -> {
          Expr from = k.let("from", mul(point, pointFloats));
          Expr firstPair = add(mul(point, allPairs), mul(block.group(), pairs));
          Expr weights = k.let("weights", mul(firstPair, panel));
          Expr products = k.let("to", mul(point, index(tiles.productFloats())));
          k.loop(
              "pair",
              pairs,
              pair -> {
                Expr wAt = k.let("w_panel", add(weights, mul(pair, panel)));
                Expr mAt = k.let("m_pair", add(products, mul(pair, mul(tileFloats, vectors))));
                matrices.write(
                    k,
                    arrays,
                    new WinogradProducts.Place(from, wAt, mAt, depth, tileFloats),
                    block.count());
              });
        });
  }

  private void transformOutputs(Block block) {
    Expr tileFloats = sizes.tileFloats();
    Expr blocks = index(groupBlocks);
    Expr pointStride = size("product_stride", tiles.productFloats());
    Expr firstBlock = k.let("first_block", mul(block.group(), blocks));
    k.loop(
        "c",
        blocks,
        c -> {
          Expr channels = k.let("channels", add(firstBlock, c));
          Expr from = k.let("m_block", mul(c, tileFloats));
          eachTile(
              block,
              (tile, row, column) -> {
                Local start = k.let("m_tile", add(from, mul(tile, lanes)));
                Corner corner =
                    new Corner(
                        block.sample(),
                        channels,
                        k.let("result_row", mul(row, stored)),
                        k.let("result_column", mul(column, stored)));
                writeTile(block, start, pointStride, corner);
              });
        });
  }

  /** Where a tile's results begin. */
  private record Corner(Expr sample, Expr channels, Expr row, Expr column) {}

  /**
   * One micro-kernel for all tiles, so that the JIT has fewer to compile: of a tile over the edge
   * of the plane it computes what is inside, and moves columns from behind the edge onto the last
   * one, which is stored last.
   */
  private void writeTile(Block block, Expr start, Expr pointStride, Corner corner) {
    int rows = Window.rowsOf(result);
    int columns = result.size(-1);
    boolean whole = rows % results == 0 && columns % results == 0;
    Expr rowsLeft = size("rows", stored);
    Expr last = size("last_column", stored - 1);
    if (!whole) {
      int window = pooling.side();
      Expr left = sub(index(rows / window), corner.row());
      rowsLeft = k.let("rows", Exprs.min(left, index(stored)));
      last = k.let("last_column", sub(index(columns / window - 1), corner.column()));
    }
    Expr height = rowsLeft;
    Expr lastColumn = last;
    k.micro(
        "winograd_output",
        () -> transformOutput(block, start, pointStride, corner, height, lastColumn));
  }

  /** Columns first, into the space behind the points, then rows. */
  private void transformOutput(
      Block block, Expr start, Expr pointStride, Corner corner, Expr rows, Expr last) {
    Expr temporary = sizes.temporary();
    Array space = block.points();
    k.loop(
        "column",
        index(side),
        column -> {
          Expr first = k.let("at", add(start, mul(column, pointStride)));
          List<Expr> products = new ArrayList<>();
          for (int row = 0; row < side; row++) {
            Expr at = add(first, mul(pointStride, row * side));
            products.add(k.let("m", load(block.products(), at, lanes)));
          }
          List<Expr> sums = winograd.output(k, products);
          Expr to = k.let("to", add(temporary, mul(column, lanes)));
          for (int row = 0; row < results; row++) {
            k.store(space, add(to, row * side * lanes), sums.get(row));
          }
        });
    Expr channel = mul(corner.channels(), lanes);
    Expr start0 = bias == null ? null : k.let("bias", load(bias, channel, lanes));
    List<Expr> columns = new ArrayList<>();
    for (int i = 0; i < stored; i++) {
      Expr further = i == 0 ? index(0) : Exprs.min(index(i), last);
      columns.add(k.let("y_column", add(corner.column(), further)));
    }
    k.loop(
        "row",
        rows,
        row -> {
          Expr first = k.let("at", add(temporary, mul(row, pooling.side() * side * lanes)));
          BlockRow place = new BlockRow(corner.sample(), corner.channels(), add(corner.row(), row));
          List<Expr> values = finished(space, first, start0, place, columns);
          for (int i = stored - 1; i >= 0; i--) {
            k.store(y, y(place, columns.get(i)), values.get(i));
          }
        });
  }

  /** A row of results after the fused layers; the largest of each window, if they are pooled. */
  private List<Expr> finished(
      Array space, Expr first, Expr start, BlockRow place, List<Expr> columns) {
    List<Expr> largest = new ArrayList<>();
    for (int row = 0; row < pooling.side(); row++) {
      List<Expr> sums = winograd.output(k, side(space, add(first, row * side * lanes)));
      for (int i = 0; i < results; i++) {
        Expr sum = start == null ? sums.get(i) : add(sums.get(i), start);
        int window = i / pooling.side();
        Expr operand = k.let("result", finish(place, columns.get(window), sum));
        if (window == largest.size()) {
          largest.add(operand);
        } else {
          largest.set(window, pooling.larger(k, largest.get(window), operand));
        }
      }
    }
    return largest.stream().map(pooling::result).toList();
  }

  private Expr finish(BlockRow place, Expr column, Expr sum) {
    Expr channel = mul(place.block(), lanes);
    Site site = Site.across(place.sample(), place.element(k, 0, column), channel);
    return pooling.operand(k, epilogue, k.let("sum", sum), site);
  }

  private Expr y(BlockRow place, Expr column) {
    Buffer buffer = context.output();
    return add(
        mul(place.sample(), k.integer("floats", buffer.floats())),
        place.element(k, 0, column).apply(buffer));
  }
}
