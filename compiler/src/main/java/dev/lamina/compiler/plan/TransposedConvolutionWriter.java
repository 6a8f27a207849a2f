package dev.lamina.compiler.plan;

import static dev.lamina.compiler.loop.Exprs.constant;
import static dev.lamina.compiler.loop.Exprs.fma;
import static dev.lamina.compiler.loop.Exprs.index;
import static dev.lamina.compiler.loop.Exprs.load;
import static dev.lamina.compiler.loop.Exprs.shuffle;
import static dev.lamina.compiler.loop.Exprs.splat;

import dev.lamina.compiler.layer.ConvTranspose;
import dev.lamina.compiler.loop.Array;
import dev.lamina.compiler.loop.Expr;
import dev.lamina.compiler.loop.Local;
import dev.lamina.runtime.LoadProgram.Dim;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The kernel of a transposed convolution. The lanes are columns one stride apart; a unit is a row
 * of a block of output channels. All phases of the row are summed together, so that stride 2 stores
 * two interleaved vectors.
 */
final class TransposedConvolutionWriter {
  private static final int WIDEST_STRIDE = 8;
  private static final int MOST_TAPS = 64;

  /** Accumulators that fit the registers beside a weight and an input. */
  private static final int ACCUMULATORS = 8;

  private final LoweringContext context;
  private final KernelWriter k;
  private final ConvTranspose layer;
  private final TransposedGeometry rows;
  private final TransposedGeometry columns;
  private final int width;
  private final int before;
  private final int inGroup;
  private final int outGroup;
  private final int block;
  private final int blocks;
  private final Source source;
  private final Result result;
  private final Array weights;
  private final Array bias;
  private final TapTables rowTaps;

  TransposedConvolutionWriter(
      LoweringContext context,
      ConvTranspose layer,
      TransposedGeometry rows,
      TransposedGeometry columns,
      Buffer padded) {
    this.context = context;
    this.layer = layer;
    this.rows = rows;
    this.columns = columns;
    this.before = columns.before();
    this.width = before + columns.in() + columns.behind();
    this.inGroup = layer.in() / layer.groups();
    this.outGroup = layer.out() / layer.groups();
    this.block = Math.min(outGroup, Math.max(1, ACCUMULATORS / columns.stride()));
    this.blocks = (outGroup + block - 1) / block;
    String text = "transposed conv by phases" + Epilogue.describe(context.node());
    this.k = context.kernel(text, "convtranspose");
    this.source = new Source(k, padded);
    this.result = new Result(context, k);
    this.weights = k.array("weights", context.packed("weight", weightPacking()));
    this.bias = layer.bias() ? k.array("bias", context.packed("bias", biasPacking())) : null;
    this.rowTaps = TapTables.of(k, "row", rows);
  }

  /** Whether a row of the kernel, for all phases and a block of channels, is short enough. */
  static boolean accepts(TransposedGeometry columns) {
    return columns.stride() <= WIDEST_STRIDE
        && columns.kernel() * Math.max(1, ACCUMULATORS / columns.stride()) <= MOST_TAPS;
  }

  /** (group, block, in, row, column, out in the block). */
  private Packing weightPacking() {
    int taps = rows.kernel() * columns.kernel();
    int perIn = taps * block;
    int perBlock = inGroup * perIn;
    List<Dim> dims = new ArrayList<>();
    dims.add(Packing.blocked(layer.in(), inGroup, blocks * perBlock, perIn));
    dims.add(Packing.blocked(outGroup, block, perBlock, 1));
    if (layer.window().dimensions() == 2) {
      dims.add(Packing.dim(rows.kernel(), columns.kernel() * block));
    }
    dims.add(Packing.dim(columns.kernel(), block));
    return Packing.of(layer.groups() * blocks * perBlock, dims);
  }

  private Packing biasPacking() {
    int perGroup = blocks * block;
    return Packing.of(
        layer.groups() * perGroup, List.of(Packing.blocked(layer.out(), outGroup, perGroup, 1)));
  }

  void write() {
    int channelBlocks = layer.groups() * blocks;
    int full = columns.out() / columns.stride();
    int rest = columns.out() % columns.stride();
    k.units(
        channelBlocks * rows.out(),
        (sample, unit) -> {
          Expr channels = k.let("channels", unit.div(rows.out()));
          Expr row = k.let("row", unit.minus(channels.times(rows.out())));
          Row at = new Row(sample, channels, row);
          Spans.over(k, full, context.lanes(), (t, lanes) -> at.sum(t, lanes, columns.stride()));
          if (rest > 0) {
            at.sum(index(full), 1, rest);
          }
          if (!context.node().fused().isEmpty()) {
            at.finish();
          }
        });
    long perRow = layer.multiplyAdds(context.inputShapes());
    long units = (long) channelBlocks * rows.out();
    k.step(Math.toIntExact(units), perRow / units / (8L * context.lanes()) + 1);
  }

  /** A row of a block of output channels. */
  private final class Row {
    private final Expr sample;
    private final Expr channels;
    private final Expr row;
    private final Expr group;
    private final Expr firstChannel;

    Row(Expr sample, Expr channels, Expr row) {
      this.sample = sample;
      this.channels = channels;
      this.row = row;
      this.group = layer.groups() == 1 ? index(0) : k.let("group", channels.div(blocks));
      Expr within = channels.minus(group.times(blocks)).times(block);
      this.firstChannel = k.let("firstChannel", within);
    }

    /** The places {@code t * stride} to {@code t * stride + phases - 1}, and further lanes. */
    void sum(Expr t, int lanes, int phases) {
      List<List<Local>> sums = new ArrayList<>();
      for (int c = 0; c < block; c++) {
        Expr first = bias == null ? constant(0f) : load(bias, channels.times(block).plus(c));
        List<Local> ofChannel = new ArrayList<>();
        for (int p = 0; p < phases; p++) {
          ofChannel.add(k.let("acc", splat(first, lanes)));
        }
        sums.add(ofChannel);
      }
      accumulate(sums, t, lanes, phases);
      for (int c = 0; c < block; c++) {
        store(c, sums.get(c), t, lanes);
      }
    }

    private void accumulate(List<List<Local>> sums, Expr t, int lanes, int phases) {
      int perRow = columns.kernel() * block;
      int perIn = rows.kernel() * perRow;
      int plane = rows.in() * width;
      k.loop(
          "i",
          k.integer("channelsIn", inGroup),
          i -> {
            Expr channel = group.times(inGroup).plus(i);
            Expr inputs = k.let("inputs", channel.times(plane).plus(t).plus(before));
            Expr taps = k.let("taps", channels.times(inGroup).plus(i).times(perIn));
            rowTaps.each(
                row,
                (kernel, input) -> {
                  Expr x = k.let("x", inputs.plus(input.times(width)));
                  Expr w = k.let("w", taps.plus(kernel.times(perRow)));
                  row(sums, x, w, lanes, phases);
                });
          });
    }

    private void row(List<List<Local>> sums, Expr x, Expr w, int lanes, int phases) {
      for (int tap = 0; tap < columns.kernel(); tap++) {
        int phase = columns.phase(tap);
        if (phase < phases) {
          Expr value = k.let("value", source.load(sample, x.plus(columns.shift(tap)), lanes));
          for (int c = 0; c < block; c++) {
            Local acc = sums.get(c).get(phase);
            Expr weight = load(weights, w.plus(tap * block + c));
            k.set(acc, fma(value, splat(weight, lanes), acc));
          }
        }
      }
    }

    private void store(int c, List<Local> sums, Expr t, int lanes) {
      if (outGroup % block == 0) {
        storeChannel(firstChannel.plus(c), sums, t, lanes);
        return;
      }
      k.branch(
          Expr.Comparison.LT,
          firstChannel.plus(c),
          index(outGroup),
          () -> storeChannel(firstChannel.plus(c), sums, t, lanes),
          () -> {});
    }

    private void storeChannel(Expr channel, List<Local> sums, Expr t, int lanes) {
      Expr plane = group.times(outGroup).plus(channel).times(rows.out()).plus(row);
      Expr to = k.let("to", plane.times(columns.out()).plus(t.times(columns.stride())));
      if (lanes == 1 || sums.size() == 1) {
        for (int p = 0; p < sums.size(); p++) {
          result.keep(sample, to.plus(p), sums.get(p));
        }
      } else if (sums.size() == 2) {
        result.keep(sample, to, interleaved(sums, 0, lanes));
        result.keep(sample, to.plus(lanes), interleaved(sums, lanes / 2, lanes));
      } else {
        storeLanes(to, sums, lanes);
      }
    }

    /** Applies the fused layers to the row. */
    void finish() {
      Expr end = index(outGroup).min(firstChannel.plus(block));
      k.loop(
          "c",
          firstChannel,
          end,
          1,
          c -> {
            Expr plane = group.times(outGroup).plus(c).times(rows.out()).plus(row);
            Expr first = k.let("first", plane.times(columns.out()));
            Spans.over(
                k,
                columns.out(),
                context.lanes(),
                (i, lanes) ->
                    result.store(sample, first.plus(i), result.load(sample, first.plus(i), lanes)));
          });
    }

    private Expr interleaved(List<Local> sums, int from, int lanes) {
      List<Integer> pattern =
          IntStream.range(0, lanes).mapToObj(i -> from + i / 2 + i % 2 * lanes).toList();
      return shuffle(sums.get(0), sums.get(1), pattern);
    }

    private void storeLanes(Expr to, List<Local> sums, int lanes) {
      for (int lane = 0; lane < lanes; lane++) {
        for (int p = 0; p < sums.size(); p++) {
          result.keep(sample, to.plus(lane * columns.stride() + p), sums.get(p).lane(lane));
        }
      }
    }
  }
}
