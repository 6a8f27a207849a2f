package dev.lamina.compiler.plan;

import static dev.lamina.compiler.loop.Exprs.add;
import static dev.lamina.compiler.loop.Exprs.constant;
import static dev.lamina.compiler.loop.Exprs.fma;
import static dev.lamina.compiler.loop.Exprs.index;
import static dev.lamina.compiler.loop.Exprs.load;
import static dev.lamina.compiler.loop.Exprs.mul;
import static dev.lamina.compiler.loop.Exprs.splat;

import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.layer.Elementwise;
import dev.lamina.compiler.layer.Linear;
import dev.lamina.compiler.layer.Shape;
import dev.lamina.compiler.layer.Softmax;
import dev.lamina.compiler.loop.Array;
import dev.lamina.compiler.loop.Expr;
import dev.lamina.compiler.loop.Local;
import java.util.ArrayList;
import java.util.List;

/** The kernel of a {@link StraightLine}. A unit is a sample. */
final class StraightLineKernel {
  /** Sums to work on at a time, so that none waits for its last addition. */
  private static final int IN_FLIGHT = 4;

  private final LoweringContext context;
  private final StraightLine line;
  private final KernelWriter k;
  private final int lanes;
  private final Array x;
  private final Array y;

  StraightLineKernel(LoweringContext context, StraightLine line) {
    this.context = context;
    this.line = line;
    this.k = context.kernel("straight-line code", "straight");
    this.lanes = context.lanes();
    this.x = k.array("x", context.input(0));
    this.y = k.array("y", context.output());
  }

  /** Adds the step. */
  void write() {
    k.units(1, (sample, unit) -> k.micro("sample", () -> sample(sample)));
    k.step(1, line.size() / 40);
  }

  private void sample(Expr sample) {
    Local from = k.let("x_sample", mul(sample, context.input(0).floats()));
    Local to = k.let("y_sample", mul(sample, context.output().floats()));
    Pieces values = null;
    for (StraightLine.Link link : line.links()) {
      LoweringContext at = context.at(link.node());
      k.comment(at.node().path());
      values = fused(at, sample, layer(at, link.form(), sample, from, values));
    }
    values.exact(k).forEach((piece, first) -> k.store(y, add(to, first), piece));
  }

  private Pieces layer(
      LoweringContext at, StraightLine.Form form, Expr sample, Local from, Pieces values) {
    Node node = at.node();
    if (node.layer() instanceof Linear linear) {
      Product product = new Product(at, linear, from, values);
      return form == StraightLine.Form.ROWS ? product.rows() : product.columns();
    }
    if (node.layer() instanceof Softmax softmax) {
      return new PiecewiseSoftmax(k, softmax.kind(), lanes).of(values.exact(k));
    }
    Elementwise layer = (Elementwise) node.layer();
    Epilogue epilogue = at.epilogue(k);
    return values.map(
        (piece, first) ->
            epilogue.apply(layer, node.weights(), List.of(piece), site(sample, first)));
  }

  private Pieces fused(LoweringContext at, Expr sample, Pieces values) {
    Epilogue epilogue = at.epilogue(k);
    return values.map((piece, first) -> epilogue.apply(piece, site(sample, first)));
  }

  private static Site site(Expr sample, int element) {
    return Site.across(sample, index(element), index(element));
  }

  /** A linear layer of values that are in memory, from {@code from}, or at hand. */
  private final class Product {
    private final LoweringContext at;
    private final Linear linear;
    private final Local from;
    private final Pieces values;

    Product(LoweringContext at, Linear linear, Local from, Pieces values) {
      this.at = at;
      this.linear = linear;
      this.from = from;
      this.values = values;
    }

    private Array bias(int size) {
      Packing packing = Packing.padded(Shape.of(linear.out()), size);
      return linear.bias() ? k.array("bias", at.packed("bias", packing)) : null;
    }

    Pieces columns() {
      int vectors = (linear.out() + lanes - 1) / lanes;
      int width = vectors * lanes;
      int parts = Math.min(linear.in(), (IN_FLIGHT + vectors - 1) / vectors);
      Packing packing =
          Packing.of(
              linear.in() * width,
              List.of(Packing.dim(linear.out(), 1), Packing.dim(linear.in(), width)));
      Array weights = k.array("weights", at.packed("weight", packing));
      Array bias = bias(width);
      Expr[] sums = new Expr[vectors * parts];
      for (int i = 0; i < linear.in(); i++) {
        Local input = k.let("input", input(i));
        for (int v = 0; v < vectors; v++) {
          Expr weight = load(weights, index(i * width + v * lanes), lanes);
          int sum = v * parts + i % parts;
          if (i >= parts) {
            sums[sum] = k.let("sum", fma(input, weight, sums[sum]));
          } else if (i > 0) {
            sums[sum] = k.let("sum", mul(input, weight));
          } else {
            Expr start = bias == null ? constant(0, lanes) : load(bias, index(v * lanes), lanes);
            sums[sum] = k.let("sum", fma(input, weight, start));
          }
        }
      }
      List<Expr> totals = new ArrayList<>();
      for (int v = 0; v < vectors; v++) {
        totals.add(total(List.of(sums).subList(v * parts, (v + 1) * parts)));
      }
      return new Pieces(linear.out(), totals);
    }

    private Expr input(int i) {
      return values == null ? splat(load(x, add(from, i)), lanes) : values.spread(i, lanes);
    }

    /** The sum, by halves. */
    private Expr total(List<Expr> sums) {
      if (sums.size() == 1) {
        return sums.get(0);
      }
      int half = (sums.size() + 1) / 2;
      Expr left = total(sums.subList(0, half));
      return k.let("total", add(left, total(sums.subList(half, sums.size()))));
    }

    Pieces rows() {
      Array weights = k.array("weights", at.packed("weight", Packing.rowMajor(weightShape())));
      Array bias = bias(linear.out());
      List<Expr> inputs = new ArrayList<>();
      for (int i = 0; i < linear.in(); i += lanes) {
        inputs.add(
            values == null
                ? k.let("input", load(x, add(from, i), lanes))
                : values.pieces().get(i / lanes));
      }
      List<Expr> results = new ArrayList<>();
      for (int o = 0; o < linear.out(); o++) {
        Expr sum = constant(0, lanes);
        for (int v = 0; v < inputs.size(); v++) {
          Expr weight = load(weights, index(o * linear.in() + v * lanes), lanes);
          sum = k.let("sum", fma(inputs.get(v), weight, sum));
        }
        Expr across = k.let("across", Reductions.across(k, sum, Expr::plus));
        results.add(bias == null ? across : k.let("result", add(across, load(bias, index(o)))));
      }
      return new Pieces(linear.out(), results);
    }

    private Shape weightShape() {
      return Shape.of(linear.out(), linear.in());
    }
  }
}
