package dev.lamina.compiler.plan;

import static dev.lamina.compiler.loop.Exprs.add;
import static dev.lamina.compiler.loop.Exprs.constant;
import static dev.lamina.compiler.loop.Exprs.div;
import static dev.lamina.compiler.loop.Exprs.index;
import static dev.lamina.compiler.loop.Exprs.max;
import static dev.lamina.compiler.loop.Exprs.min;
import static dev.lamina.compiler.loop.Exprs.mul;
import static dev.lamina.compiler.loop.Exprs.sub;
import static dev.lamina.compiler.loop.Exprs.sum;

import dev.lamina.compiler.layer.Conv;
import dev.lamina.compiler.layer.Margins;
import dev.lamina.compiler.layer.Shape;
import dev.lamina.compiler.layer.Window;
import dev.lamina.compiler.loop.Array;
import dev.lamina.compiler.loop.Expr;
import dev.lamina.compiler.loop.Local;
import java.util.List;

/**
 * The kernel of a {@link DepthwisePair}. For each group of blocks of channels of a band of results,
 * row after row: those rows of the first convolution that the row needs and that are not there yet,
 * then the row. Working space: for each strand the rows of a band, with the zeros around the plane
 * that the second convolution takes for granted.
 */
final class DepthwisePairKernel {
  /** Floats of a band and of what it is computed from that stay in the L2 cache. */
  private static final int CACHED = 104 << 10;

  /** Rows of results of a band that are worth computing those at its edges twice. */
  private static final int ROWS = 4;

  private final LoweringContext first;
  private final LoweringContext second;
  private final BlockedConvWeights weights;
  private final Window window;
  private final int lanes;
  private final int rows;
  private final int columns;
  private final int groups;
  private final int bands;
  private final int parts;

  /** Rows of results of a band. */
  private final int height;

  /** A band of the first convolution's results, as a value whose samples are strands. */
  private final PlaneStrides band;

  private final KernelWriter k;
  private final Array space;
  private final ConvSchedule schedule;
  private final RegisterTiling tiling;

  DepthwisePairKernel(LoweringContext context, DepthwisePair pair) {
    Buffer input = context.input(0);
    Conv conv = (Conv) context.node().layer();
    Shape between = context.node().shape();
    Shape result = context.output().shape();
    this.window = ((Conv) context.at(pair.depthwise()).node().layer()).window();
    this.lanes = context.lanes();
    this.rows = Window.rowsOf(result);
    this.columns = result.size(-1);
    this.groups = conv.out() / lanes / DepthwisePair.VECTORS;
    this.bands = bands(input.floats() + band(0, between, rows).floats());
    this.parts = bands < Strands.COUNT ? Math.min(groups, Strands.COUNT / bands) : 1;
    this.height = (rows + bands - 1) / bands;
    int size = Strands.COUNT * band(0, between, height).floats();
    Buffer all = context.temporary(size);
    Buffer one = band(all.storage(), between, height);
    this.band = PlaneStrides.blocked(one);
    this.first = context.at(pair.conv(), input, List.of(), one);
    this.second = context.at(pair.depthwise(), one, context.operands(), context.output());
    this.weights =
        new BlockedConvWeights(
            conv,
            PlaneStrides.of(input).grown(conv.window().padding()),
            lanes,
            DepthwisePair.VECTORS);
    this.schedule = ConvSchedule.of(first, weights, groups, DepthwisePair.VECTORS, 1);
    this.tiling = DepthwiseRowWriter.tiling(columns);
    String tiles = schedule.tiling().describe(DepthwisePair.VECTORS) + "+" + tiling.describe(1);
    this.k =
        context.kernel(
            "direct and depthwise conv "
                + tiles
                + Epilogue.describe(first.node())
                + Epilogue.describe(second.node()),
            "conv_depthwise_" + tiles.replace('+', '_'));
    this.space = k.array("space", all);
  }

  /** As many as it takes for each to stay in the cache. */
  private int bands(long floats) {
    int bands = 1;
    while (floats / bands > CACHED && rows / (2 * bands) >= ROWS) {
      bands *= 2;
    }
    return bands;
  }

  private Buffer band(int storage, Shape between, int height) {
    Margins padding = window.padding();
    Margins sides = new Margins(0, 0, padding.left(), padding.right());
    int depth = (height - 1) * window.stride().height() + window.extent().height();
    Shape shape = Shape.of(DepthwisePair.VECTORS * lanes, depth, between.size(-1));
    return Buffer.of(storage, shape, new Layout.Blocked(lanes, sides));
  }

  void write() {
    Strands.each(k, bands * parts, this::item);
    long places = (long) inputRows() * band.buffer().shape().size(-1);
    long results = (long) rows * columns;
    long multiplied = weights.taps() * places * lanes / 40;
    long filtered = window.kernel().area() * results / 8;
    Strands.step(k, (multiplied + filtered) * groups * DepthwisePair.VECTORS);
  }

  private int inputRows() {
    return Window.rowsOf(first.node().shape());
  }

  /** A part of the groups of a band. */
  private void item(Strands.Item item) {
    Local number = k.let("band", div(item.number(), index(parts)));
    Local part = k.let("part", sub(item.number(), mul(number, parts)));
    Local from = k.let("first_row", mul(number, height));
    Local to = k.let("end_row", min(add(from, height), k.integer("rows", rows)));
    Local top = k.let("top", add(mul(from, window.stride().height()), -window.padding().top()));
    clearSurroundings(item.strand(), top);
    k.loop(
        "group",
        k.let("first_group", div(mul(part, groups), index(parts))),
        k.let("end_group", div(mul(add(part, 1), groups), index(parts))),
        1,
        group -> {
          Local block = k.let("block", mul(group, DepthwisePair.VECTORS));
          group(item, new BlockRow(item.sample(), block, from), to, top);
        });
  }

  /** The results of a group from a row on. */
  private void group(Strands.Item item, BlockRow from, Local to, Local top) {
    ConvBandWriter rowsBetween =
        new ConvBandWriter(
            first,
            k,
            weights,
            schedule,
            space,
            row -> new BlockRow(item.strand(), index(0), sub(row.row(), top)));
    int down = window.stride().height() * band.rowStride();
    Local bandStart = k.let("band_start", mul(item.strand(), band.buffer().floats()));
    DepthwiseRowWriter results =
        new DepthwiseRowWriter(
            second,
            k,
            space,
            row ->
                sum(
                    bandStart,
                    mul(sub(row.block(), from.block()), band.blockStride()),
                    mul(sub(row.row(), from.row()), down)));
    Local next = k.let("next", max(index(0), top));
    k.loop(
        "row",
        from.row(),
        to,
        1,
        row -> {
          int below = window.extent().height() - window.padding().top();
          Expr needed = add(mul(row, window.stride().height()), below);
          Local end = k.let("end", min(needed, k.integer("rows_between", inputRows())));
          k.loop("between", next, end, 1, between -> rowsBetween.band(from.at(between)));
          k.set(next, max(next, end));
          k.loop(
              "vector",
              index(0),
              index(DepthwisePair.VECTORS),
              1,
              v -> {
                Local block = k.let("block", add(from.block(), v));
                results.rows(new BlockRow(from.sample(), block, row), 1, tiling);
              });
        });
  }

  /** Makes zeros of what is left, right, above and below of the plane in a strand's band. */
  private void clearSurroundings(Expr strand, Local top) {
    Local start = k.let("start", mul(strand, band.buffer().floats()));
    Expr depth = index(Window.rowsOf(band.buffer().shape()));
    Local above = k.let("above", min(max(sub(index(0), top), index(0)), depth));
    Local below = k.let("below", max(min(sub(index(inputRows()), top), depth), above));
    int width = band.rowStride() / lanes;
    Margins padding = window.padding();
    k.micro(
        "clear",
        () -> {
          clear(start, index(0), depth, 0, padding.left());
          clear(start, index(0), depth, width - padding.right(), width);
          clear(start, index(0), above, 0, width);
          clear(start, below, depth, 0, width);
        });
  }

  private void clear(Local start, Expr fromRow, Expr toRow, int fromColumn, int toColumn) {
    if (fromColumn == toColumn) {
      return;
    }
    k.loop(
        "row",
        fromRow,
        toRow,
        1,
        row -> {
          Local at = k.let("at", add(start, mul(row, band.rowStride())));
          k.loop(
              "column",
              index(fromColumn),
              index(toColumn),
              1,
              column -> {
                for (int v = 0; v < DepthwisePair.VECTORS; v++) {
                  Expr place = sum(at, mul(column, lanes), index(v * band.blockStride()));
                  k.store(space, place, constant(0f, lanes));
                }
              });
        });
  }
}
