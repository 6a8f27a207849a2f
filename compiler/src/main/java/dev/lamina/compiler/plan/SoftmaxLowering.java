package dev.lamina.compiler.plan;

import static dev.lamina.compiler.loop.Exprs.constant;

import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.layer.Softmax;
import dev.lamina.compiler.loop.Expr;
import dev.lamina.compiler.loop.Local;
import dev.lamina.compiler.scalar.Scalar.UnaryOp;

/**
 * Softmax, log-softmax and softmin: the largest element is subtracted first. Along the last
 * dimension each row is reduced in vectors; along another one the lanes are columns.
 */
final class SoftmaxLowering implements Lowering {
  @Override
  public boolean accepts(Node node, Graph graph, Target target) {
    return node.layer() instanceof Softmax && Epilogue.pooling(node).isEmpty();
  }

  @Override
  public void lower(LoweringContext context) {
    Softmax layer = (Softmax) context.node().layer();
    String text = layer + Epilogue.describe(context.node());
    Writer writer = new Writer(context, context.kernel(text, "softmax"), layer);
    if (writer.inner == 1) {
      writer.rows();
    } else {
      writer.columns();
    }
  }

  private static final class Writer {
    private final LoweringContext context;
    private final KernelWriter k;
    private final Softmax.Kind kind;
    private final Source source;
    private final Result result;
    private final int outer;
    private final int size;
    private final int inner;

    Writer(LoweringContext context, KernelWriter k, Softmax layer) {
      this.context = context;
      this.k = k;
      this.kind = layer.kind();
      this.source = Source.input(context, k, 0);
      this.result = new Result(context, k);
      Softmax.View view = layer.view(context.inputShape(0));
      this.outer = view.outer();
      this.size = view.size();
      this.inner = view.inner();
    }

    /** A unit is a row. */
    void rows() {
      int lanes = context.lanes();
      k.units(
          outer,
          (sample, row) -> {
            Expr base = k.let("base", row.times(k.integer("size", size)));
            Expr max = Reductions.max(k, size, lanes, (i, l) -> input(sample, base.plus(i), l));
            Spread largest = new Spread(k, "largest", max, lanes);
            Expr total =
                Reductions.sum(k, size, lanes, (i, l) -> exp(sample, base.plus(i), largest.in(l)));
            Spread sum = new Spread(k, "sum", total(total), lanes);
            Spans.over(
                k, size, lanes, (i, l) -> finish(sample, base.plus(i), largest.in(l), sum.in(l)));
          });
      k.step(outer, cost(size));
    }

    /** A unit is a chunk of the columns of one outer index. */
    void columns() {
      int chunks = Spans.chunks(inner);
      k.units(
          outer * chunks,
          (sample, unit) -> {
            Expr block = k.let("block", unit.div(chunks));
            Expr chunk = k.let("chunk", unit.minus(block.times(chunks)));
            Expr base = k.let("base", block.times(k.integer("stride", size * inner)));
            Spans.chunk(
                k,
                chunk,
                inner,
                context.lanes(),
                (column, lanes) -> column(sample, k.let("first", base.plus(column)), lanes));
          });
      k.step(outer * chunks, cost(size * Spans.chunkSize(inner)));
    }

    private void column(Expr sample, Expr first, int lanes) {
      Expr count = k.integer("size", size);
      Expr step = k.integer("inner", inner);
      Local largest = k.let("largest", constant(Float.NEGATIVE_INFINITY, lanes));
      k.loop(
          "i",
          count,
          i -> k.set(largest, largest.max(input(sample, first.plus(i.times(step)), lanes))));
      Local sum = k.let("sum", constant(0f, lanes));
      k.loop(
          "i",
          count,
          i -> k.set(sum, sum.plus(exp(sample, first.plus(i.times(step)), largest, lanes))));
      Expr total = k.let("total", total(sum));
      k.loop("i", count, i -> finish(sample, first.plus(i.times(step)), largest, total));
    }

    private Expr input(Expr sample, Expr element, int lanes) {
      Expr x = source.load(sample, element, lanes);
      return kind == Softmax.Kind.SOFTMIN ? x.negate() : x;
    }

    private Expr exp(Expr sample, Expr element, Expr largest) {
      return exp(sample, element, largest, largest.type().lanes());
    }

    private Expr exp(Expr sample, Expr element, Expr largest, int lanes) {
      Expr e = Functions.apply(k, UnaryOp.EXP, input(sample, element, lanes).minus(largest));
      if (kind != Softmax.Kind.LOG_SOFTMAX) {
        result.keep(sample, element, e);
      }
      return e;
    }

    private Expr total(Expr sum) {
      return kind == Softmax.Kind.LOG_SOFTMAX ? Functions.apply(k, UnaryOp.LOG, sum) : sum;
    }

    private void finish(Expr sample, Expr element, Expr largest, Expr total) {
      int lanes = total.type().lanes();
      Expr value =
          kind == Softmax.Kind.LOG_SOFTMAX
              ? input(sample, element, lanes).minus(largest).minus(total)
              : result.load(sample, element, lanes).div(total);
      result.store(sample, element, value);
    }

    private long cost(int elements) {
      return elements * 4L / context.lanes() + 1;
    }
  }
}
