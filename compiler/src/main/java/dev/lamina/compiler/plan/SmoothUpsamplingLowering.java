package dev.lamina.compiler.plan;

import static dev.lamina.compiler.loop.Exprs.fma;
import static dev.lamina.compiler.loop.Exprs.load;
import static dev.lamina.compiler.loop.Exprs.splat;
import static dev.lamina.compiler.loop.Exprs.tableLoad;

import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.graph.Weight;
import dev.lamina.compiler.layer.Shape;
import dev.lamina.compiler.layer.UpsampleSmooth;
import dev.lamina.compiler.layer.UpsampleSmooth.Taps;
import dev.lamina.compiler.layer.Window;
import dev.lamina.compiler.loop.Array;
import dev.lamina.compiler.loop.Expr;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;

/** Linear and cubic upsampling: first along the rows, one element at a time, then across them. */
final class SmoothUpsamplingLowering implements Lowering {
  @Override
  public boolean accepts(Node node, Graph graph, Target target) {
    return node.layer() instanceof UpsampleSmooth && Epilogue.pooling(node).isEmpty();
  }

  @Override
  public void lower(LoweringContext context) {
    UpsampleSmooth layer = (UpsampleSmooth) context.node().layer();
    Shape in = context.inputShape(0);
    Shape out = layer.shape(List.of(in));
    Buffer widened = context.temporary(in.size(0) * Window.rowsOf(in) * out.size(-1));
    widen(context, layer.columns(in.size(-1)), in, out.size(-1), widened);
    raise(context, layer.rows(Window.rowsOf(in)), in, out, widened);
  }

  private static Array weights(LoweringContext context, KernelWriter k, Taps taps) {
    List<Double> values = new ArrayList<>();
    for (float weight : taps.weight()) {
      values.add((double) weight);
    }
    Shape shape = Shape.of(values.size());
    Weight constant = new Weight.Constant(shape, values);
    return k.array("weights", context.packed(constant, Packing.rowMajor(shape)));
  }

  private static Array indices(KernelWriter k, Taps taps) {
    return k.table("indices", Arrays.stream(taps.index()).boxed().toList());
  }

  /** {@code weights[first] * element(0) + weights[first + 1] * element(1) + ...}. */
  private static Expr sum(
      KernelWriter k, Array weights, Expr first, int lanes, Taps taps, IntFunction<Expr> element) {
    Expr sum = splat(load(weights, first), lanes).times(element.apply(0));
    for (int t = 1; t < taps.count(); t++) {
      sum = fma(splat(load(weights, first.plus(t)), lanes), element.apply(t), sum);
    }
    return k.let("sum", sum);
  }

  /** A unit is a row of the input. */
  private static void widen(
      LoweringContext context, Taps taps, Shape in, int width, Buffer widened) {
    KernelWriter k = context.kernel(context.node().layer() + ", columns", "widen");
    Source source = Source.input(context, k, 0);
    Array out = k.array("out", widened);
    Array weights = weights(context, k, taps);
    Array indices = indices(k, taps);
    int rows = in.size(0) * Window.rowsOf(in);
    k.units(
        rows,
        (sample, row) -> {
          Expr from = k.let("from", row.times(k.integer("width", in.size(-1))));
          Expr columns = k.integer("columns", width);
          Expr all = sample.times(k.integer("rows", rows)).plus(row);
          Expr to = k.let("to", all.times(columns));
          k.loop(
              "i",
              columns,
              i -> {
                Expr first = k.let("first", i.times(taps.count()));
                Expr value =
                    sum(
                        k,
                        weights,
                        first,
                        1,
                        taps,
                        t -> source.load(sample, from.plus(tableLoad(indices, first.plus(t)))));
                k.store(out, to.plus(i), value);
              });
        });
    k.step(rows, (long) width * taps.count() + 1);
  }

  /** A unit is a row of the result. */
  private static void raise(
      LoweringContext context, Taps taps, Shape in, Shape out, Buffer widened) {
    String text = context.node().layer() + ", rows" + Epilogue.describe(context.node());
    KernelWriter k = context.kernel(text, "raise");
    Source source = new Source(k, widened);
    Result result = new Result(context, k);
    Array weights = weights(context, k, taps);
    Array indices = indices(k, taps);
    int rows = Window.rowsOf(out);
    int width = out.size(-1);
    k.units(
        out.size(0) * rows,
        (sample, unit) -> {
          Expr channel = k.let("channel", unit.div(k.integer("rows", rows)));
          Expr row = unit.minus(channel.times(k.integer("rows", rows)));
          Expr first = k.let("first", row.times(taps.count()));
          Expr plane = k.let("plane", channel.times(k.integer("height", Window.rowsOf(in))));
          List<Expr> lines = new ArrayList<>();
          for (int t = 0; t < taps.count(); t++) {
            Expr line = plane.plus(tableLoad(indices, first.plus(t)));
            lines.add(k.let("line", line.times(k.integer("width", width))));
          }
          Expr to = k.let("to", unit.times(k.integer("width", width)));
          Spans.over(
              k,
              width,
              context.lanes(),
              (i, lanes) ->
                  result.store(
                      sample,
                      to.plus(i),
                      sum(
                          k,
                          weights,
                          first,
                          lanes,
                          taps,
                          t -> source.load(sample, lines.get(t).plus(i), lanes))));
        });
    k.step(out.size(0) * rows, (long) width * taps.count() / context.lanes() + 3);
  }
}
