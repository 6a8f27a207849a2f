package dev.lamina.compiler.plan;

import static dev.lamina.compiler.loop.Exprs.constant;
import static dev.lamina.compiler.loop.Exprs.fma;
import static dev.lamina.compiler.loop.Exprs.load;

import dev.lamina.compiler.graph.Weight;
import dev.lamina.compiler.layer.ConvTranspose;
import dev.lamina.compiler.loop.Array;
import dev.lamina.compiler.loop.Expr;
import dev.lamina.compiler.loop.Local;

/**
 * The kernel of a transposed convolution of any geometry, one result at a time: its taps stand in
 * tables. For strides and kernels too wide to be written out.
 */
final class TransposedConvolutionByTaps {
  private final LoweringContext context;
  private final ConvTranspose layer;
  private final TransposedGeometry rows;
  private final TransposedGeometry columns;
  private final KernelWriter k;
  private final Source source;
  private final Result result;
  private final Array weights;
  private final Array bias;
  private final TapTables rowTaps;
  private final TapTables columnTaps;

  TransposedConvolutionByTaps(
      LoweringContext context,
      ConvTranspose layer,
      TransposedGeometry rows,
      TransposedGeometry columns) {
    this.context = context;
    this.layer = layer;
    this.rows = rows;
    this.columns = columns;
    String text = "transposed conv by taps" + Epilogue.describe(context.node());
    this.k = context.kernel(text, "convtranspose_taps");
    this.source = Source.input(context, k, 0);
    this.result = new Result(context, k);
    Weight weight = context.node().weights().get("weight");
    this.weights = k.array("weights", context.packed(weight, Packing.rowMajor(weight.shape())));
    this.bias = layer.bias() ? k.array("bias", bias()) : null;
    this.rowTaps = TapTables.of(k, "row", rows);
    this.columnTaps = TapTables.of(k, "column", columns);
  }

  private Reference bias() {
    Weight weight = context.node().weights().get("bias");
    return context.packed(weight, Packing.rowMajor(weight.shape()));
  }

  /** A unit is a row of a channel. */
  void write() {
    int units = layer.out() * rows.out();
    k.units(
        units,
        (sample, unit) -> {
          Expr channel = k.let("channel", unit.div(rows.out()));
          Expr row = k.let("row", unit.minus(channel.times(rows.out())));
          Expr to = k.let("to", unit.times(columns.out()));
          k.loop(
              "column",
              k.integer("columns", columns.out()),
              column -> result.store(sample, to.plus(column), sum(sample, channel, row, column)));
        });
    long all = layer.multiplyAdds(context.inputShapes());
    k.step(units, all / units + 1);
  }

  private Expr sum(Expr sample, Expr channel, Expr row, Expr column) {
    int outGroup = layer.out() / layer.groups();
    int inGroup = layer.in() / layer.groups();
    Expr group = k.let("group", channel.div(outGroup));
    Expr within = channel.minus(group.times(outGroup));
    Local sum = k.let("sum", bias == null ? constant(0f) : load(bias, channel));
    k.loop(
        "i",
        k.integer("channelsIn", inGroup),
        i -> {
          Expr in = k.let("in", group.times(inGroup).plus(i));
          Expr taps = k.let("taps", in.times(outGroup).plus(within).times(rows.kernel()));
          rowTaps.each(
              row,
              (rowKernel, rowInput) -> {
                Expr from = k.let("from", in.times(rows.in()).plus(rowInput).times(columns.in()));
                Expr first = k.let("first", taps.plus(rowKernel).times(columns.kernel()));
                columnTaps.each(
                    column,
                    (columnKernel, columnInput) -> {
                      Expr x = source.load(sample, from.plus(columnInput));
                      k.set(sum, fma(x, load(weights, first.plus(columnKernel)), sum));
                    });
              });
        });
    return sum;
  }
}
