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
  private static final int MAX_BLOCK = 8;
  private static final int TILE = 2;

  private final LoweringContext context;
  private final Node node;
  private final Linear linear;
  private final int rows;
  private final int block;
  private final int blocks;

  private final KernelWriter k;
  private final Array x;
  private final Array weights;
  private final Array bias;
  private final Array y;
  private final Epilogue epilogue;

  LinearKernel(LoweringContext context, Linear linear) {
    this.context = context;
    this.node = context.node();
    this.linear = linear;
    this.rows = Math.toIntExact(node.shape().elements() / linear.out());
    this.block = blockOf(linear.out(), MAX_BLOCK);
    this.blocks = (linear.out() + block - 1) / block;
    this.k =
        context.kernel(
            "matrix product " + TILE + "x" + block + Epilogue.describe(node),
            "linear_" + TILE + "x" + block);
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

  /** (block, input, output of the block), with zeros behind the last output. */
  private Packing weightPacking() {
    int size = Math.multiplyExact(blocks * block, linear.in());
    return Packing.of(
        size,
        List.of(
            Packing.blocked(linear.out(), block, Math.multiplyExact(linear.in(), block), 1),
            Packing.dim(linear.in(), block)));
  }

  private Packing biasPacking() {
    return Packing.padded(Shape.of(linear.out()), blocks * block);
  }

  void write() {
    // Consecutive samples lie without a gap, so that rows are counted over all of them.
    boolean samples = rows == 1;
    int tiles = (rows + TILE - 1) / TILE;
    k.loop(
        "u",
        k.from(),
        k.to(),
        1,
        u -> {
          Expr all = k.integer("blocks", blocks);
          Expr tile = k.let("tile", Exprs.div(u, all));
          Expr index = k.let("block", Exprs.sub(u, Exprs.mul(tile, all)));
          if (samples) {
            tile(index, k.let("row", Exprs.mul(tile, TILE)), k.batch());
          } else {
            tileOfSample(index, tile, tiles);
          }
        });
    long perUnit = (long) linear.in() * block * (samples ? 1 : TILE);
    k.step(samples ? TILE : 1, blocks * tiles, perUnit / 4);
  }

  private void tileOfSample(Expr index, Expr tile, int tiles) {
    Expr perSample = k.integer("tiles", tiles);
    Expr sample = k.let("sample", Exprs.div(tile, perSample));
    Expr within = Exprs.mul(Exprs.sub(tile, Exprs.mul(sample, perSample)), TILE);
    Expr first = Exprs.mul(sample, k.integer("rows", rows));
    Expr end = k.let("end", Exprs.add(first, k.integer("rows", rows)));
    tile(index, k.let("row", Exprs.add(first, within)), end);
  }

  /**
   * The block for the rows from {@code first}: a whole tile, or what is left before {@code end}.
   */
  private void tile(Expr index, Expr first, Expr end) {
    Expr size = Exprs.mul(k.integer("in", linear.in()), block);
    Expr weight = k.let("weight0", Exprs.mul(index, size));
    Expr output = k.let("output", Exprs.mul(index, block));
    k.branch(
        Expr.Comparison.LE,
        Exprs.add(first, TILE),
        end,
        () -> product(TILE, first, weight, output),
        () -> k.loop("r", first, end, 1, row -> product(1, row, weight, output)));
  }

  private void product(int count, Expr row, Expr weight, Expr output) {
    Local[][] sums = new Local[count][block];
    List<Expr> starts = starts(output);
    for (int r = 0; r < count; r++) {
      for (int o = 0; o < block; o++) {
        sums[r][o] = k.let("sum" + r + "_" + o, starts.get(o));
      }
    }
    Expr in = k.integer("in", linear.in());
    Expr begin = k.let("x0", Exprs.mul(row, in));
    k.loop("i", in, i -> multiply(i, begin, weight, sums));
    for (int r = 0; r < count; r++) {
      finish(k.let("row", Exprs.add(row, r)), output, sums[r]);
    }
  }

  private List<Expr> starts(Expr output) {
    List<Expr> starts = new ArrayList<>();
    for (int o = 0; o < block; o++) {
      starts.add(
          bias == null
              ? Exprs.constant(0, 1)
              : k.let("bias" + o, Exprs.load(bias, Exprs.add(output, o))));
    }
    return starts;
  }

  private void multiply(Expr i, Expr begin, Expr weight, Local[][] sums) {
    Expr at = k.let("w", Exprs.add(weight, Exprs.mul(i, block)));
    List<Expr> column = new ArrayList<>();
    for (int o = 0; o < block; o++) {
      column.add(k.let("w" + o, Exprs.load(weights, Exprs.add(at, o))));
    }
    Expr place = Exprs.add(begin, i);
    for (int r = 0; r < sums.length; r++) {
      Expr row = Exprs.mul(k.integer("in", linear.in()), r);
      Expr feature = k.let("x" + r, Exprs.load(x, Exprs.add(place, row)));
      for (int o = 0; o < block; o++) {
        k.set(sums[r][o], Exprs.fma(feature, column.get(o), sums[r][o]));
      }
    }
  }

  /** The fused layers on a row's sums, and their stores, each if it is an output at all. */
  private void finish(Expr row, Expr output, Local[] sums) {
    for (int o = 0; o < block; o++) {
      Local sum = sums[o];
      Expr feature = Exprs.add(output, o);
      if (linear.out() % block == 0) {
        store(row, feature, sum);
      } else {
        Expr out = k.integer("out", linear.out());
        k.branch(Expr.Comparison.LT, feature, out, () -> store(row, feature, sum), () -> {});
      }
    }
  }

  private void store(Expr row, Expr feature, Expr sum) {
    Expr begin = Exprs.mul(row, k.integer("out", linear.out()));
    Expr at = k.let("at", Exprs.add(begin, feature));
    k.store(y, at, epilogue.apply(sum, site(row, feature)));
  }

  private Site site(Expr row, Expr feature) {
    if (rows == 1) {
      return Site.in(row, feature, feature);
    }
    Expr sample = Exprs.div(row, k.integer("rows", rows));
    Expr within = Exprs.sub(row, Exprs.mul(sample, k.integer("rows", rows)));
    int perChannel = rows / context.node().shape().size(0);
    Expr element = Exprs.add(Exprs.mul(within, k.integer("out", linear.out())), feature);
    return Site.in(sample, element, Exprs.div(within, Exprs.index(perChannel)));
  }
}
