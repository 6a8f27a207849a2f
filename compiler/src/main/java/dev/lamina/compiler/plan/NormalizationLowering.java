package dev.lamina.compiler.plan;

import static dev.lamina.compiler.loop.Exprs.constant;
import static dev.lamina.compiler.loop.Exprs.load;
import static dev.lamina.compiler.loop.Exprs.splat;

import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.graph.Weight;
import dev.lamina.compiler.layer.Normalizing;
import dev.lamina.compiler.loop.Array;
import dev.lamina.compiler.loop.Expr;
import java.util.Optional;

/**
 * Normalisations of consecutive elements by their own statistics: group, instance, layer and RMS
 * norm. The variance is taken from the differences to the mean, in a second pass.
 */
final class NormalizationLowering implements Lowering {
  @Override
  public boolean accepts(Node node, Graph graph, Target target) {
    return node.layer() instanceof Normalizing && Epilogue.pooling(node).isEmpty();
  }

  @Override
  public void lower(LoweringContext context) {
    String text = context.node().layer() + Epilogue.describe(context.node());
    new Writer(context, context.kernel(text, "normalize")).write();
  }

  private static final class Writer {
    private final LoweringContext context;
    private final KernelWriter k;
    private final Normalizing layer;
    private final int lanes;
    private final Source source;
    private final Result result;
    private final Optional<Array> weight;
    private final Optional<Array> bias;
    private final int size;
    private final int groups;

    /** How many consecutive elements share an element of weight and bias. */
    private final int shared;

    private final int period;

    Writer(LoweringContext context, KernelWriter k) {
      this.context = context;
      this.k = k;
      this.lanes = context.lanes();
      this.layer = (Normalizing) context.node().layer();
      this.source = Source.input(context, k, 0);
      this.result = new Result(context, k);
      this.weight = parameter("weight");
      this.bias = parameter("bias");
      Normalizing.Rows rows = layer.rows(context.inputShape(0));
      this.size = rows.size();
      this.groups = rows.count();
      this.shared = rows.repeat();
      this.period = period();
    }

    private Optional<Array> parameter(String name) {
      if (!context.has(name)) {
        return Optional.empty();
      }
      Weight w = context.node().weights().get(name);
      return Optional.of(k.array(name, context.packed(w, Packing.rowMajor(w.shape()))));
    }

    private int period() {
      Weight w = context.node().weights().get("weight");
      return w == null ? 1 : Math.toIntExact(w.shape().elements());
    }

    /** A unit is a group of elements that are normalised together. */
    void write() {
      k.units(
          groups,
          (sample, group) -> {
            Expr base = k.let("base", group.times(k.integer("size", size)));
            Spread mean = new Spread(k, "mean", mean(sample, base), lanes);
            Expr variance =
                average(
                    Reductions.sum(
                        k,
                        size,
                        lanes,
                        (i, l) -> {
                          Expr d = k.let("d", centred(sample, base.plus(i), mean, l));
                          return d.times(d);
                        }));
            Expr deviation = variance.plus(constant((float) layer.eps())).sqrt();
            Spread inverse = new Spread(k, "inverse", constant(1f).div(deviation), lanes);
            scale(sample, base, mean, inverse);
          });
      k.step(groups, size * 3L / lanes + 20);
    }

    private Expr mean(Expr sample, Expr base) {
      if (!layer.centred()) {
        return constant(0f);
      }
      return average(
          Reductions.sum(k, size, lanes, (i, l) -> source.load(sample, base.plus(i), l)));
    }

    private Expr average(Expr sum) {
      return sum.div(constant((float) size));
    }

    private Expr centred(Expr sample, Expr element, Spread mean, int l) {
      Expr x = source.load(sample, element, l);
      return layer.centred() ? x.minus(mean.in(l)) : x;
    }

    private void scale(Expr sample, Expr base, Spread mean, Spread inverse) {
      int run = shared == 1 ? Math.min(size, result.run()) : Math.min(shared, size);
      k.loop(
          "row",
          k.integer("rows", size / run),
          row -> {
            Expr first = k.let("first", base.plus(row.times(run)));
            Expr place = k.let("place", first.div(shared).rem(period));
            Spans.over(
                k,
                run,
                lanes,
                (i, l) -> {
                  Expr element = first.plus(i);
                  Expr y = centred(sample, element, mean, l).times(inverse.in(l));
                  result.store(sample, element, affine(y, place, i, l));
                });
          });
    }

    private Expr affine(Expr y, Expr place, Expr i, int l) {
      Expr scaled = weight.map(w -> y.times(value(w, place, i, l))).orElse(y);
      return bias.map(b -> scaled.plus(value(b, place, i, l))).orElse(scaled);
    }

    private Expr value(Array parameter, Expr place, Expr i, int l) {
      return shared == 1 ? load(parameter, place.plus(i), l) : splat(load(parameter, place), l);
    }
  }
}
