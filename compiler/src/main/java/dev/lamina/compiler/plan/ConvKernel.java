package dev.lamina.compiler.plan;

import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.layer.Conv;
import dev.lamina.compiler.layer.Window;
import dev.lamina.compiler.loop.Array;
import dev.lamina.compiler.loop.Expr;
import dev.lamina.compiler.loop.Exprs;
import dev.lamina.compiler.loop.Local;
import dev.lamina.runtime.LoadProgram.Dim;
import java.util.ArrayList;
import java.util.List;

/**
 * Direct convolution of padded row-major planes: for each tile of output channels and pixels, one
 * loop over the taps (input channel, kernel row, kernel column), whose places in the input stand in
 * a table. A unit of work is a row of a block of output channels.
 */
final class ConvKernel {
  private final Node node;
  private final Conv conv;
  private final Window window;
  private final Planes in;
  private final Planes out;
  private final int channels;
  private final int perGroup;
  private final int taps;
  private final ConvTile tile;
  private final int blocks;
  private final boolean finishesInTile;

  private final KernelWriter k;
  private final Array x;
  private final Array weights;
  private final Array bias;
  private final Array offsets;
  private final Array y;
  private final Epilogue epilogue;

  ConvKernel(LoweringContext context, Conv conv, Buffer padded) {
    this.node = context.node();
    this.conv = conv;
    this.window = conv.window();
    this.in = Planes.of(padded.shape());
    this.out = Planes.of(node.shape());
    this.channels = conv.in() / conv.groups();
    this.perGroup = conv.out() / conv.groups();
    this.taps = Math.multiplyExact(channels, (int) window.kernel().area());
    this.tile = ConvTile.choose(perGroup, out.columns(), conv.groups() > 1);
    this.blocks = (perGroup + tile.channels() - 1) / tile.channels();
    this.finishesInTile = Epilogue.isShort(node);
    this.k =
        context.kernel(
            "direct conv " + tile.channels() + "x" + tile.pixels() + Epilogue.describe(node),
            "conv_" + tile.channels() + "x" + tile.pixels());
    this.x = k.array("x", padded);
    this.weights = k.array("weights", context.packed("weight", weightPacking()));
    this.bias = conv.bias() ? k.array("bias", context.packed("bias", biasPacking())) : null;
    this.offsets = k.table("offsets", Taps.offsets(window, channels, in));
    this.y = k.array("y", context.output());
    this.epilogue = context.epilogue(k);
  }

  /** (block, tap, channel of the block), with zeros for channels that fill the last block. */
  private Packing weightPacking() {
    int area = (int) window.kernel().area();
    int c = tile.channels();
    List<Dim> dims = new ArrayList<>();
    dims.add(Packing.blocked(conv.out(), c, taps * c, 1));
    dims.add(Packing.dim(channels, area * c));
    if (window.dimensions() == 2) {
      dims.add(Packing.dim(window.kernel().height(), window.kernel().width() * c));
    }
    dims.add(Packing.dim(window.kernel().width(), c));
    return Packing.of(
        Math.multiplyExact(conv.groups() * blocks, Math.multiplyExact(taps, c)), dims);
  }

  private Packing biasPacking() {
    int size = conv.groups() * blocks * tile.channels();
    return Packing.of(size, List.of(Packing.dim(conv.out(), 1)));
  }

  /** A row of a block of channels: where it begins in each array. */
  private record Row(Expr sample, Expr channel, Expr input, Expr weights, Expr output) {}

  void write() {
    int units = conv.groups() * blocks * out.rows();
    k.units(units, this::unit);
    long perUnit = (long) taps * tile.channels() * out.columns();
    k.step(units, perUnit / 4);
  }

  private void unit(Expr sample, Expr unit) {
    Expr rows = k.integer("rows", out.rows());
    Expr block = k.let("block", Exprs.div(unit, rows));
    Expr row = k.let("row", Exprs.sub(unit, Exprs.mul(block, rows)));
    Expr channel = k.let("channel", Exprs.mul(block, tile.channels()));
    Expr down = k.integer("down", window.stride().height() * in.columns());
    Expr input =
        Exprs.add(Exprs.mul(sample, k.integer("inputs", in.floats())), Exprs.mul(row, down));
    if (conv.groups() > 1) {
      Expr group = Exprs.div(block, k.integer("blocks", blocks));
      input = Exprs.add(input, Exprs.mul(group, k.integer("groupSize", channels * in.plane())));
    }
    Expr plane = Exprs.mul(channel, k.integer("plane", out.plane()));
    Expr output = Exprs.sum(plane, Exprs.mul(row, k.integer("columns", out.columns())));
    Expr size = Exprs.mul(k.integer("taps", taps), tile.channels());
    Row r =
        new Row(
            sample,
            channel,
            k.let("input", input),
            k.let("weight0", Exprs.mul(block, size)),
            k.let("output", output));
    tiles(r, channelStarts(channel));
    if (!finishesInTile) {
      finish(r);
    }
  }

  /** The fused layers on a finished row of the block, where they are too long for the tiles. */
  private void finish(Row row) {
    Expr end = Exprs.add(row.channel(), tile.channels());
    if (perGroup % tile.channels() != 0) {
      end = Exprs.min(end, k.integer("channels", conv.out()));
    }
    k.loop(
        "channel",
        row.channel(),
        k.let("end", end),
        1,
        channel -> {
          Expr below = Exprs.sub(channel, row.channel());
          Expr plane = Exprs.mul(below, k.integer("plane", out.plane()));
          Expr first = k.let("first", Exprs.add(row.output(), plane));
          k.loop(
              "column",
              k.integer("columns", out.columns()),
              column -> {
                Expr element = k.let("element", Exprs.add(first, column));
                Expr at = k.let("at", Exprs.add(base(row), element));
                Site site = Site.in(row.sample(), element, channel);
                k.store(y, at, epilogue.apply(Exprs.load(y, at), site));
              });
        });
  }

  private Expr base(Row row) {
    return Exprs.mul(row.sample(), k.integer("outputs", out.floats()));
  }

  private List<Expr> channelStarts(Expr channel) {
    List<Expr> starts = new ArrayList<>();
    for (int c = 0; c < tile.channels(); c++) {
      starts.add(
          bias == null
              ? Exprs.constant(0, 1)
              : k.let("bias" + c, Exprs.load(bias, Exprs.add(channel, c))));
    }
    return starts;
  }

  /**
   * All tiles of a row. The last one overlaps the one before it where the row is not whole tiles.
   */
  private void tiles(Row row, List<Expr> starts) {
    Expr columns = k.integer("columns", out.columns());
    boolean whole = out.columns() % tile.pixels() == 0;
    k.loop(
        "c",
        Exprs.index(0),
        columns,
        tile.pixels(),
        c ->
            tile(
                row,
                whole
                    ? c
                    : k.let(
                        "column",
                        Exprs.min(c, k.integer("lastTile", out.columns() - tile.pixels()))),
                starts));
  }

  private void tile(Row row, Expr column, List<Expr> starts) {
    Local[][] sums = new Local[tile.channels()][tile.pixels()];
    for (int c = 0; c < tile.channels(); c++) {
      for (int p = 0; p < tile.pixels(); p++) {
        sums[c][p] = k.let("sum" + c + "_" + p, starts.get(c));
      }
    }
    int right = window.stride().width();
    Expr input = k.let("at", Exprs.add(row.input(), Exprs.mul(column, right)));
    k.loop("t", k.integer("taps", taps), t -> tap(row, input, t, right, sums));
    for (int c = 0; c < tile.channels(); c++) {
      store(row, column, c, sums[c]);
    }
  }

  private void tap(Row row, Expr input, Expr t, int right, Local[][] sums) {
    Expr at = k.let("tap", Exprs.add(input, Exprs.tableLoad(offsets, t)));
    Expr w = k.let("w", Exprs.add(row.weights(), Exprs.mul(t, tile.channels())));
    List<Expr> pixels = new ArrayList<>();
    for (int p = 0; p < tile.pixels(); p++) {
      pixels.add(k.let("x" + p, Exprs.load(x, Exprs.add(at, p * right))));
    }
    for (int c = 0; c < tile.channels(); c++) {
      Expr weight = k.let("w" + c, Exprs.load(weights, Exprs.add(w, c)));
      for (int p = 0; p < tile.pixels(); p++) {
        k.set(sums[c][p], Exprs.fma(pixels.get(p), weight, sums[c][p]));
      }
    }
  }

  private void store(Row row, Expr column, int c, Local[] sums) {
    Expr channel = Exprs.add(row.channel(), c);
    if (perGroup % tile.channels() == 0) {
      store(row, column, c, channel, sums);
      return;
    }
    k.branch(
        Expr.Comparison.LT,
        channel,
        k.integer("channels", conv.out()),
        () -> store(row, column, c, channel, sums),
        () -> {});
  }

  private void store(Row row, Expr column, int c, Expr channel, Local[] sums) {
    Expr plane = k.integer("plane", out.plane());
    Expr element = Exprs.sum(row.output(), Exprs.mul(plane, c), column);
    Expr first = k.let("element", element);
    Expr at = k.let("store", Exprs.add(base(row), first));
    for (int p = 0; p < tile.pixels(); p++) {
      Site site = Site.in(row.sample(), Exprs.add(first, p), channel);
      Expr result = finishesInTile ? epilogue.apply(sums[p], site) : sums[p];
      k.store(y, Exprs.add(at, p), result);
    }
  }
}
