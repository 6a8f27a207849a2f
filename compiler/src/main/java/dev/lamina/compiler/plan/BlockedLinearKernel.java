package dev.lamina.compiler.plan;

import static dev.lamina.compiler.loop.Exprs.add;
import static dev.lamina.compiler.loop.Exprs.constant;
import static dev.lamina.compiler.loop.Exprs.div;
import static dev.lamina.compiler.loop.Exprs.fma;
import static dev.lamina.compiler.loop.Exprs.index;
import static dev.lamina.compiler.loop.Exprs.load;
import static dev.lamina.compiler.loop.Exprs.mul;
import static dev.lamina.compiler.loop.Exprs.splat;
import static dev.lamina.compiler.loop.Exprs.sub;
import static dev.lamina.compiler.loop.Exprs.sum;
import static dev.lamina.compiler.loop.Exprs.tableLoad;

import dev.lamina.compiler.layer.Linear;
import dev.lamina.compiler.layer.Shape;
import dev.lamina.compiler.loop.Array;
import dev.lamina.compiler.loop.Expr;
import dev.lamina.compiler.loop.Local;
import dev.lamina.runtime.LoadProgram.Dim;
import java.util.ArrayList;
import java.util.List;

/**
 * The kernel of {@link BlockedLinear}. A unit is a group of pairs of vectors of output features,
 * for a tile of rows; a row is one sample's input along the last dimension.
 *
 * <p>Every output is the sum, from the left, of {@code parts} partial sums over consecutive ranges
 * of the inputs, the first of which begins with the bias: the same sequence of operations in a tile
 * and for a single row.
 */
final class BlockedLinearKernel {
  private static final int IN_FLIGHT = 8;
  private static final int TILE = 6;

  private final LoweringContext context;
  private final Linear linear;
  private final int lanes;
  private final int allPairs;
  private final int rowsPerSample;
  private final int inputs;

  /** Pairs whose weights of an input lie side by side. */
  private final int together;

  /** The inputs whose weights are read for a single row, or null for all. */
  private final NonZeroInputs nonZero;

  /**
   * For so many pairs.
   *
   * @param together pairs whose weights of an input lie side by side
   * @param skips whether inputs that are zero are left out, in groups of so many pairs
   */
  BlockedLinearKernel(LoweringContext context, int allPairs, int together, boolean skips) {
    this.context = context;
    this.linear = (Linear) context.node().layer();
    this.lanes = context.lanes();
    this.allPairs = allPairs;
    Shape shape = context.output().shape();
    this.rowsPerSample = Math.toIntExact(shape.elements(0, shape.rank() - 1));
    this.inputs = context.input(0).floats() / rowsPerSample;
    this.together = together;
    this.nonZero = skips ? NonZeroInputs.find(context, TILE) : null;
  }

  /** Adds the step for {@code groups} groups of {@code pairs} pairs, from pair {@code first}. */
  void emit(int first, int groups, int pairs) {
    KernelWriter k =
        context.kernel(
            "matrix-vector " + pairs + "x2" + Epilogue.describe(context.node()), "linear_" + pairs);
    Body body = new Body(k, first, groups, pairs);
    Local batch = k.batch();
    int tiles = (rowsPerSample + TILE - 1) / TILE;
    int samples = rowsPerSample == 1 ? TILE : 1;
    k.units(
        tiles * groups,
        (sampleTile, unit) -> {
          if (tiles == 1) {
            body.unit(sampleTile, index(0), unit, batch);
            return;
          }
          Local tile = k.let("tile", div(unit, k.integer("groups", groups)));
          Local group = k.let("group", sub(unit, mul(tile, k.integer("groups", groups))));
          body.unit(sampleTile, tile, group, batch);
        });
    k.step(samples, tiles * groups, (long) inputs * pairs * 2 * lanes / 20);
  }

  private final class Body {
    private final KernelWriter k;
    private final int first;
    private final int pairs;
    private final int parts;
    private final int length;
    private final Array x;
    private final Array w;
    private final Array bias;
    private final Result result;
    private final int outputs;
    private final int rest;
    private final Array tail;
    private final boolean finishesInTile;

    /** The order in which inputs are added, or null for their own. */
    private final Array order;

    /** Where all sums go if the last group reaches beyond the features. */
    private final Array padded;

    Body(KernelWriter k, int first, int groups, int pairs) {
      this.k = k;
      this.first = first;
      this.pairs = pairs;
      this.parts = Math.max(1, Math.min(inputs, IN_FLIGHT / (2 * pairs)));
      this.length = inputs / parts;
      this.x = k.array("x", context.input(0));
      this.w = k.array("w", context.packed("weight", weights()));
      this.bias = linear.bias() ? k.array("bias", context.packed("bias", bias())) : null;
      this.result = new Result(context, k);
      boolean overhang = groups > 1 && (first + groups * pairs) * 2 * lanes > linear.out();
      this.outputs = Math.min(pairs * 2 * lanes, linear.out() - first * 2 * lanes);
      this.padded =
          overhang
              ? k.array("padded", context.temporary(rowsPerSample * allPairs * 2 * lanes))
              : null;
      this.rest = outputs % lanes;
      this.tail = rest == 0 ? null : k.array("tail", context.temporary(rowsPerSample * lanes));
      this.order = nonZero == null ? null : nonZero.order(k);
      this.finishesInTile = Epilogue.isShort(context.node(), Math.min(2 * pairs, IN_FLIGHT));
    }

    /** One group of pairs for a tile of rows: together where the tile is full, else row by row. */
    void unit(Expr sampleTile, Expr tile, Expr group, Local batch) {
      Expr rows =
          rowsPerSample == 1 ? batch : mul(add(sampleTile, 1), k.integer("rows", rowsPerSample));
      Expr begin =
          rowsPerSample == 1
              ? mul(sampleTile, TILE)
              : add(mul(sampleTile, k.integer("rows", rowsPerSample)), mul(tile, TILE));
      Local from = k.let("first_row", begin);
      Local end = k.let("end_row", add(from, TILE).min(rows));
      Local pair = k.let("pair", add(mul(group, pairs), k.integer("first", first)));
      k.branch(
          Expr.Comparison.EQ,
          sub(end, from),
          index(TILE),
          () -> tile(from, pair),
          () -> k.loop("row", from, end, 1, row -> k.micro("row", () -> single(row, pair))));
      if (padded != null) {
        k.loop("row", from, end, 1, row -> finishPadded(row, pair));
      } else if (!finishesInTile || rest > 0) {
        k.loop("row", from, end, 1, row -> finish(row, pair));
      }
    }

    /** The fused layers on those sums of a row that have been stored without. */
    private void finish(Expr row, Local pair) {
      Local sample = k.let("sample", div(row, index(rowsPerSample)));
      Local element = k.let("element", element(row, sample, mul(pair, 2)));
      if (!finishesInTile) {
        Spans.over(
            k,
            outputs - rest,
            lanes,
            (i, l) -> {
              Local at = k.let("at", add(element, i));
              result.store(sample, at, result.load(sample, at, l));
            });
      }
      if (rest > 0) {
        Local begin = k.let("begin", mul(row, lanes));
        Local last = k.let("last", add(element, outputs - rest));
        k.loop(
            "i",
            k.integer("rest", rest),
            i -> result.store(sample, add(last, i), load(tail, add(begin, i))));
      }
    }

    /** The fused layers on a group's sums of a row, as many as there are features. */
    private void finishPadded(Expr row, Local pair) {
      Local sample = k.let("sample", div(row, index(rowsPerSample)));
      Local element = k.let("element", element(row, sample, index(0)));
      Local source = k.let("source", mul(row, k.integer("padded_row", allPairs * 2 * lanes)));
      Local begin = k.let("begin", mul(pair, 2 * lanes));
      Expr features = k.integer("outputs", linear.out());
      Local end = k.let("end", add(begin, pairs * 2 * lanes).min(features));
      Spans.over(
          k,
          begin,
          end,
          lanes,
          (i, l) -> result.store(sample, add(element, i), load(padded, add(source, i), l)));
    }

    private Expr element(Expr row, Expr sample, Expr vector) {
      Expr inner = rowsPerSample == 1 ? index(0) : sub(row, mul(sample, rowsPerSample));
      return add(mul(inner, k.integer("outputs", linear.out())), mul(vector, lanes));
    }

    private Expr wAt(Expr first, int further) {
      Expr stride = k.integer("w_stride", inputs * 2 * lanes);
      return together == 1
          ? mul(add(first, further), stride)
          : add(mul(first, stride), further * 2 * lanes);
    }

    private Expr start(Expr vector) {
      return bias == null ? constant(0f, lanes) : load(bias, mul(vector, lanes), lanes);
    }

    /** All pairs of a row; all parts at once. */
    private void single(Expr row, Local pair) {
      Local xRow = k.let("x_row", mul(row, k.integer("inputs", inputs)));
      List<Local> w0 = new ArrayList<>();
      List<Local> accumulators = new ArrayList<>();
      for (int p = 0; p < pairs; p++) {
        w0.add(k.let("w_pair", wAt(pair, p)));
      }
      for (int part = 0; part < parts; part++) {
        for (int v = 0; v < 2 * pairs; v++) {
          Expr start = part == 0 ? start(add(mul(pair, 2), v)) : constant(0f, lanes);
          accumulators.add(k.let("acc", start));
        }
      }
      if (nonZero != null) {
        nonZero.each(k, row, i -> step(i, 0, xRow, w0, accumulators));
      } else {
        everyInput(xRow, w0, accumulators);
      }
      for (int v = 0; v < 2 * pairs; v++) {
        Expr total = accumulators.get(v);
        for (int part = 1; part < parts; part++) {
          total = add(total, accumulators.get(part * 2 * pairs + v));
        }
        store(row, add(mul(pair, 2), v), v, total);
      }
    }

    private void everyInput(Local xRow, List<Local> w0, List<Local> accumulators) {
      List<Expr> begins = new ArrayList<>();
      for (int part = 0; part < parts; part++) {
        begins.add(k.let("begin", mul(index(part), k.integer("length", length))));
      }
      k.loop(
          "i",
          k.integer("length", length),
          i -> {
            for (int part = 0; part < parts; part++) {
              step(add(i, begins.get(part)), part, xRow, w0, accumulators);
            }
          });
      if (parts * length < inputs) {
        k.loop(
            "i",
            k.integer("rest", parts * length),
            k.integer("inputs", inputs),
            1,
            i -> step(i, parts - 1, xRow, w0, accumulators));
      }
    }

    private void step(Expr i, int part, Local xRow, List<Local> w0, List<Local> accumulators) {
      Local input = k.let("input", splat(load(x, add(xRow, i)), lanes));
      Local wStep = k.let("w_step", mul(i, together * 2 * lanes));
      for (int v = 0; v < 2 * pairs; v++) {
        Local accumulator = accumulators.get(part * 2 * pairs + v);
        Expr weight = load(w, sum(w0.get(v / 2), wStep, index(v % 2 * lanes)), lanes);
        k.set(accumulator, fma(input, weight, accumulator));
      }
    }

    /** All pairs, one after another, of a tile of rows; the parts one after another. */
    private void tile(Local from, Local pair) {
      Local xTile = k.let("x_tile", mul(from, k.integer("inputs", inputs)));
      for (int p = 0; p < pairs; p++) {
        Local wPair = k.let("w_pair", wAt(pair, p));
        Local vector = k.let("vector", add(mul(pair, 2), 2 * p));
        int first = 2 * p;
        k.micro("rows", () -> tilePair(from, xTile, wPair, vector, first));
      }
    }

    /** One pair of a tile of rows. */
    private void tilePair(Local from, Local xTile, Local wPair, Local vector, int vectorInGroup) {
      List<Local> totals = new ArrayList<>();
      for (int part = 0; part < parts; part++) {
        int end = part == parts - 1 ? inputs : (part + 1) * length;
        part(part * length, end, part, vector, xTile, wPair, totals);
      }
      for (int i = 0; i < totals.size(); i++) {
        store(add(from, i / 2), add(vector, i % 2), vectorInGroup + i % 2, totals.get(i));
      }
    }

    private void part(
        int begin, int end, int part, Expr vector, Local xTile, Local wPair, List<Local> totals) {
      List<Local> accumulators = new ArrayList<>();
      for (int i = 0; i < 2 * TILE; i++) {
        Expr start = part == 0 ? start(add(vector, i % 2)) : constant(0f, lanes);
        accumulators.add(k.let("acc", start));
      }
      List<Local> xRows = new ArrayList<>();
      for (int r = 0; r < TILE; r++) {
        xRows.add(k.let("x_row", add(xTile, mul(index(r), k.integer("inputs", inputs)))));
      }
      k.loop(
          "i",
          k.integer("begin", begin),
          k.integer("end", end),
          1,
          n -> {
            Expr i = order == null ? n : k.let("i", tableLoad(order, n));
            Local wStep = k.let("w_step", add(wPair, mul(i, together * 2 * lanes)));
            Local w0 = k.let("weight", load(w, wStep, lanes));
            Local w1 = k.let("weight", load(w, add(wStep, lanes), lanes));
            for (int r = 0; r < TILE; r++) {
              Local input = k.let("input", splat(load(x, add(xRows.get(r), i)), lanes));
              k.set(accumulators.get(2 * r), fma(input, w0, accumulators.get(2 * r)));
              k.set(accumulators.get(2 * r + 1), fma(input, w1, accumulators.get(2 * r + 1)));
            }
          });
      if (part == 0) {
        totals.addAll(accumulators);
      } else {
        for (int i = 0; i < totals.size(); i++) {
          k.set(totals.get(i), add(totals.get(i), accumulators.get(i)));
        }
      }
    }

    /** Stores one vector of a row; aside where the features end in it. */
    private void store(Expr row, Expr vector, int vectorInGroup, Expr sum) {
      Expr value = nonZero == null ? sum : k.let("value", add(sum, constant(0f, lanes)));
      if (padded != null) {
        Expr begin = mul(row, k.integer("padded_row", allPairs * 2 * lanes));
        k.store(padded, add(begin, mul(vector, lanes)), value);
        return;
      }
      int inside = outputs - vectorInGroup * lanes;
      if (inside < lanes) {
        if (inside > 0) {
          k.store(tail, mul(row, lanes), value);
        }
        return;
      }
      Expr sample = rowsPerSample == 1 ? row : k.let("sample", div(row, index(rowsPerSample)));
      Local element = k.let("element", element(row, sample, vector));
      if (finishesInTile) {
        result.store(sample, element, value);
      } else {
        result.keep(sample, element, value);
      }
    }
  }

  /** Pairs of vectors, or some together, then inputs in the order of memory, then features. */
  private Packing weights() {
    int width = together * 2 * lanes;
    Dim out = Packing.blocked(linear.out(), width, inputs * width, 1);
    Dim in =
        context.input(0).layout() instanceof Layout.Flattened f
            ? new Dim(linear.in(), f.terms(width))
            : Packing.dim(linear.in(), width);
    return Packing.of(Math.multiplyExact(allPairs * 2 * lanes, inputs), List.of(out, in));
  }

  private Packing bias() {
    return Packing.padded(Shape.of(linear.out()), allPairs * 2 * lanes);
  }
}
