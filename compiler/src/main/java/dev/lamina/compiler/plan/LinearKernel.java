package dev.lamina.compiler.plan;

import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.layer.Linear;
import dev.lamina.compiler.layer.Shape;
import dev.lamina.compiler.loop.Array;
import dev.lamina.compiler.loop.Expr;
import dev.lamina.compiler.loop.Exprs;
import dev.lamina.compiler.loop.Local;
import java.util.ArrayList;
import java.util.List;

/**
 * A matrix product with packed weights: rows of features times a block of outputs, the sums in
 * locals. Rows are samples, or those of a sample where it has more dimensions. Several rows go
 * through together so that weights are read once for them; each sum is the same sequence of
 * operations either way.
 */
final class LinearKernel {
  private static final int MAX_VECTORS = 4;
  private static final int MAX_SCALARS = 8;

  private final LoweringContext context;
  private final Node node;
  private final Linear linear;
  private final int lanes;
  private final int rows;
  private final int tile;
  private final int vectors;
  private final int blocks;

  private final KernelWriter k;
  private final Array x;
  private final Array weights;
  private final Array bias;
  private final Array y;
  private final Epilogue epilogue;

  LinearKernel(LoweringContext context, Linear linear, int lanes) {
    this.context = context;
    this.node = context.node();
    this.linear = linear;
    this.lanes = lanes;
    this.rows = Math.toIntExact(node.shape().elements() / linear.out());
    int all = (linear.out() + lanes - 1) / lanes;
    this.vectors = blockOf(all, lanes == 1 ? MAX_SCALARS : MAX_VECTORS);
    this.blocks = (all + vectors - 1) / vectors;
    this.tile = lanes == 1 ? 2 : 4;
    this.k =
        context.kernel(
            "matrix product " + tile + "x" + vectors * lanes + Epilogue.describe(node),
            "linear_" + tile + "x" + vectors);
    this.x = k.array("x", context.input(0));
    this.weights = k.array("weights", context.packed("weight", weightPacking()));
    this.bias = linear.bias() ? k.array("bias", context.packed("bias", biasPacking())) : null;
    this.y = k.array("y", context.output());
    this.epilogue = context.epilogue(k);
  }

  /** The block size up to {@code max} with the least waste, the largest of several. */
  private static int blockOf(int count, int max) {
    int best = 1;
    for (int size = 2; size <= Math.min(count, max); size++) {
      int steps = (count + size - 1) / size;
      int bestSteps = (count + best - 1) / best;
      // A step costs its own time beside what it multiplies.
      if (steps * (size + 2) <= bestSteps * (best + 2)) {
        best = size;
      }
    }
    return best;
  }

  /** Outputs of a block. */
  private int block() {
    return vectors * lanes;
  }

  /** (block, input, output of the block), with zeros behind the last output. */
  private Packing weightPacking() {
    int size = Math.multiplyExact(blocks * block(), linear.in());
    return Packing.of(
        size,
        List.of(
            Packing.blocked(linear.out(), block(), Math.multiplyExact(linear.in(), block()), 1),
            Packing.dim(linear.in(), block())));
  }

  private Packing biasPacking() {
    return Packing.padded(Shape.of(linear.out()), blocks * block());
  }

  void write() {
    boolean samples = rows == 1;
    int units = samples ? blocks : blocks * ((rows + tile - 1) / tile);
    Expr unitsPerTile = k.integer("blocks", blocks);
    k.loop(
        "u",
        k.from(),
        k.to(),
        1,
        u -> {
          // Consecutive samples lie without a gap, so that rows are counted over all of them.
          Expr group = k.let("group", Exprs.div(u, unitsPerTile));
          Expr block = k.let("block", Exprs.sub(u, Exprs.mul(group, unitsPerTile)));
          if (samples) {
            rows(block, k.let("row", Exprs.mul(group, tile)), k.batch());
          } else {
            Expr perSample = k.integer("groups", (rows + tile - 1) / tile);
            Expr sample = k.let("sample", Exprs.div(group, perSample));
            Expr within = Exprs.mul(Exprs.sub(group, Exprs.mul(sample, perSample)), tile);
            Expr first = Exprs.mul(sample, k.integer("rows", rows));
            rows(
                block,
                k.let("row", Exprs.add(first, within)),
                k.let("end", Exprs.add(first, k.integer("rows", rows))));
          }
        });
    long perUnit = (long) linear.in() * block() * (samples ? 1 : tile);
    k.step(samples ? tile : 1, units, perUnit / (4L * lanes));
  }

  /**
   * The block for the rows from {@code first}, a whole tile of them or what is left before {@code
   * end}.
   */
  private void rows(Expr block, Expr first, Expr end) {
    Expr weight =
        k.let("weight0", Exprs.mul(block, Exprs.mul(k.integer("in", linear.in()), block())));
    Expr output = k.let("output", Exprs.mul(block, block()));
    k.branch(
        Expr.Comparison.LE,
        Exprs.add(first, tile),
        end,
        () -> product(tile, first, weight, output),
        () -> k.loop("r", first, end, 1, row -> product(1, row, weight, output)));
  }

  private void product(int count, Expr row, Expr weight, Expr output) {
    Local[][] sums = new Local[count][vectors];
    Expr[] starts = starts(output);
    for (int r = 0; r < count; r++) {
      for (int v = 0; v < vectors; v++) {
        sums[r][v] = k.let("sum" + r + "_" + v, starts[v]);
      }
    }
    Expr in = k.integer("in", linear.in());
    Expr begin = k.let("x0", Exprs.mul(row, in));
    k.loop("i", in, i -> multiply(i, begin, weight, sums));
    for (int r = 0; r < count; r++) {
      finish(k.let("row", Exprs.add(row, r)), output, sums[r]);
    }
  }

  private Expr[] starts(Expr output) {
    Expr[] starts = new Expr[vectors];
    for (int v = 0; v < vectors; v++) {
      starts[v] =
          bias == null
              ? Exprs.constant(0, lanes)
              : k.let("bias" + v, Exprs.load(bias, Exprs.add(output, v * lanes), lanes));
    }
    return starts;
  }

  private void multiply(Expr i, Expr begin, Expr weight, Local[][] sums) {
    Expr at = k.let("w", Exprs.add(weight, Exprs.mul(i, block())));
    List<Expr> columns = new ArrayList<>();
    for (int v = 0; v < vectors; v++) {
      columns.add(k.let("w" + v, Exprs.load(weights, Exprs.add(at, v * lanes), lanes)));
    }
    Expr place = Exprs.add(begin, i);
    for (int r = 0; r < sums.length; r++) {
      Expr row = Exprs.mul(k.integer("in", linear.in()), r);
      Expr value = Exprs.splat(Exprs.load(x, Exprs.add(place, row)), lanes);
      Expr feature = k.let("x" + r, value);
      for (int v = 0; v < vectors; v++) {
        k.set(sums[r][v], Exprs.fma(feature, columns.get(v), sums[r][v]));
      }
    }
  }

  /** The fused layers on a row's sums, and their stores, each if it is an output at all. */
  private void finish(Expr row, Expr output, Local[] sums) {
    Expr out = k.integer("out", linear.out());
    for (int v = 0; v < vectors; v++) {
      Local sum = sums[v];
      Expr first = Exprs.add(output, v * lanes);
      if (linear.out() % block() == 0) {
        store(row, first, sum);
        continue;
      }
      k.branch(
          Expr.Comparison.LE,
          Exprs.add(first, lanes),
          out,
          () -> store(row, first, sum),
          () -> storeRest(row, first, sum));
    }
  }

  private void store(Expr row, Expr output, Expr sum) {
    Expr at = k.let("at", at(row, output));
    k.store(y, at, epilogue.apply(sum, site(row, output)));
  }

  /** Stores the lanes of the one vector that is not whole. */
  private void storeRest(Expr row, Expr output, Local sum) {
    int rest = linear.out() % lanes;
    if (rest == 0) {
      return;
    }
    k.branch(
        Expr.Comparison.LT,
        output,
        k.integer("out", linear.out()),
        () -> {
          Expr at = k.let("at", at(row, output));
          Expr result = k.let("last", epilogue.apply(sum, site(row, output)));
          for (int lane = 0; lane < rest; lane++) {
            k.store(y, Exprs.add(at, lane), new Expr.Lane(result, lane));
          }
        },
        () -> {});
  }

  private Expr at(Expr row, Expr output) {
    return Exprs.add(Exprs.mul(row, k.integer("out", linear.out())), output);
  }

  private Site site(Expr row, Expr output) {
    if (rows == 1) {
      return Site.across(row, output, output);
    }
    Expr sample = Exprs.div(row, k.integer("rows", rows));
    Expr within = Exprs.sub(row, Exprs.mul(sample, k.integer("rows", rows)));
    int perChannel = rows / context.node().shape().size(0);
    Expr element = Exprs.add(Exprs.mul(within, k.integer("out", linear.out())), output);
    return Site.in(sample, element, Exprs.div(within, Exprs.index(perChannel)));
  }
}
