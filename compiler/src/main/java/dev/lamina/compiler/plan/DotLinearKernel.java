package dev.lamina.compiler.plan;

import static dev.lamina.compiler.loop.Exprs.add;
import static dev.lamina.compiler.loop.Exprs.constant;
import static dev.lamina.compiler.loop.Exprs.fma;
import static dev.lamina.compiler.loop.Exprs.index;
import static dev.lamina.compiler.loop.Exprs.load;
import static dev.lamina.compiler.loop.Exprs.mul;
import static dev.lamina.compiler.loop.Exprs.sub;
import static dev.lamina.compiler.loop.Exprs.sum;

import dev.lamina.compiler.layer.Linear;
import dev.lamina.compiler.layer.Shape;
import dev.lamina.compiler.loop.Array;
import dev.lamina.compiler.loop.Expr;
import dev.lamina.compiler.loop.Local;
import dev.lamina.runtime.LoadProgram.Dim;
import java.util.ArrayList;
import java.util.List;

/**
 * The kernel of {@link DotLinear}. A unit is a group of rows of weights, for two samples or one.
 *
 * <p>A row's product is the sum, from the left, of {@code parts} partial sums over consecutive
 * vectors of inputs: the same sequence of operations for two samples as for one.
 */
final class DotLinearKernel {
  private static final int ROWS = 5;

  /** The same where 32 registers hold the sums of two samples. */
  private static final int MANY_ROWS = 10;

  /** Sums at a time: enough to hide the latency of an addition, and within the registers. */
  private static final int IN_FLIGHT = 10;

  private static final int SAMPLES = 2;

  private final LoweringContext context;
  private final Linear linear;
  private final int lanes;
  private final int vectors;
  private final int first;
  private final int groups;
  private final int rows;
  private final int parts;

  /** Rows of the packed groups. */
  private final int group;

  private final int length;
  private final KernelWriter k;
  private final Array x;
  private final Array w;
  private final Array bias;
  private final Result result;

  /** A vector of partial sums for each output of a sample. */
  private final Array partials;

  /** For {@code groups} groups of {@code rows} outputs, from output {@code first} on. */
  DotLinearKernel(LoweringContext context, int first, int groups, int rows) {
    this.context = context;
    this.linear = (Linear) context.node().layer();
    this.lanes = context.lanes();
    this.vectors = linear.in() / lanes;
    this.first = first;
    this.groups = groups;
    this.rows = rows;
    this.group = rows(linear.out(), context.target());
    this.parts = IN_FLIGHT / rows;
    this.length = vectors / parts;
    this.k =
        context.kernel(
            "dot products " + rows + "x" + parts + Epilogue.describe(context.node()),
            "dot_" + rows);
    this.x = k.array("x", context.input(0));
    this.w = k.array("w", context.packed("weight", weights()));
    this.bias =
        linear.bias()
            ? k.array("bias", context.packed("bias", Packing.rowMajor(Shape.of(linear.out()))))
            : null;
    this.result = new Result(context, k);
    this.partials = k.array("partials", context.temporary(linear.out() * lanes));
  }

  /** How many rows make a group: few that divide all, so that none remain. */
  static int rows(int outputs, Target target) {
    int most = target == Target.SIMD512 ? MANY_ROWS : ROWS;
    for (int rows = most; rows >= 3; rows--) {
      if (outputs % rows == 0) {
        return rows;
      }
    }
    return Math.min(outputs, most);
  }

  /** Groups of outputs of the layer's first step, then vectors of inputs, then rows, then lanes. */
  private Packing weights() {
    int vector = group * lanes;
    int size = (linear.out() + group - 1) / group * vectors * vector;
    Dim in =
        context.input(0).layout() instanceof Layout.Flattened f
            ? new Dim(linear.in(), f.terms(vector, 1))
            : Packing.blocked(linear.in(), lanes, vector, 1);
    return Packing.of(
        size, List.of(Packing.blocked(linear.out(), group, vectors * vector, lanes), in));
  }

  /** Adds the step. */
  void write() {
    Local batch = k.batch();
    k.units(
        groups,
        (tile, group) -> {
          Local from = k.let("first_sample", mul(tile, SAMPLES));
          Local end = k.let("end_sample", add(from, SAMPLES).min(batch));
          Local row = k.let("row", add(mul(group, rows), k.integer("first", first)));
          k.branch(
              Expr.Comparison.EQ,
              sub(end, from),
              index(SAMPLES),
              () -> k.micro("dots", () -> dots(from, SAMPLES, row)),
              () -> k.micro("dots", () -> dots(from, 1, row)));
          if (!context.node().fused().isEmpty()) {
            k.loop("sample", from, end, 1, sample -> finish(sample, row));
          }
        });
    k.step(SAMPLES, groups, (long) vectors * rows * lanes / 10);
  }

  private void finish(Expr sample, Expr row) {
    Spans.over(
        k,
        rows,
        lanes,
        (i, l) -> {
          Local at = k.let("at", add(row, i));
          result.store(sample, at, result.load(sample, at, l));
        });
  }

  /** A row of weights times a sample's inputs, or a part of that. */
  private record Sum(int sample, int row, int part, Local value) {}

  /** All rows of a group, for {@code samples} samples. */
  private void dots(Expr from, int samples, Expr row) {
    Expr inputs = k.let("x_sample", mul(from, inputs()));
    Expr weights = k.let("w_group", mul(row, inputs()));
    List<Sum> sums = new ArrayList<>();
    int together = Math.max(1, IN_FLIGHT / (rows * samples));
    for (int part = 0; part < parts; part += together) {
      List<Sum> some = new ArrayList<>();
      for (int p = part; p < Math.min(part + together, parts); p++) {
        for (int i = 0; i < samples * rows; i++) {
          some.add(new Sum(i / rows, i % rows, p, k.let("sum", constant(0f, lanes))));
        }
      }
      addAll(inputs, weights, some);
      sums.addAll(some);
    }
    for (int sample = 0; sample < samples; sample++) {
      for (int r = 0; r < rows; r++) {
        k.store(partials, partials(add(from, sample), add(row, r)), total(sums, sample, r));
      }
    }
    if (samples == 1) {
      storeAll(from, row);
    } else {
      k.loop("dots", from, add(from, samples), 1, sample -> storeAll(sample, row));
    }
  }

  /** The products of all inputs of the sums' parts. */
  private void addAll(Expr inputs, Expr weights, List<Sum> sums) {
    k.loop("i", length(), i -> step(i, inputs, weights, sums));
    List<Sum> last = sums.stream().filter(s -> s.part() == parts - 1).toList();
    if (parts * length < vectors && !last.isEmpty()) {
      k.loop(
          "i",
          length(),
          k.integer("last_length", vectors - (parts - 1) * length),
          1,
          i -> step(i, inputs, weights, last));
    }
  }

  private void step(Expr i, Expr inputs, Expr weights, List<Sum> sums) {
    int samples = sums.get(sums.size() - 1).sample() + 1;
    int firstPart = sums.get(0).part();
    int lastPart = sums.get(sums.size() - 1).part();
    for (int part = firstPart; part <= lastPart; part++) {
      Expr vector = k.let("vector", add(i, mul(length(), part)));
      List<Local> values = new ArrayList<>();
      for (int sample = 0; sample < samples; sample++) {
        Expr at = sum(inputs, mul(inputs(), sample), mul(vector, lanes));
        values.add(k.let("input", load(x, at, lanes)));
      }
      Expr at = k.let("w_at", add(weights, mul(vector, group * lanes)));
      for (Sum s : sums) {
        if (s.part() == part) {
          Expr weight = load(w, add(at, s.row() * lanes), lanes);
          k.set(s.value(), fma(values.get(s.sample()), weight, s.value()));
        }
      }
    }
  }

  private Expr inputs() {
    return k.integer("inputs", context.input(0).floats());
  }

  private Expr length() {
    return k.integer("length", length);
  }

  private Expr total(List<Sum> sums, int sample, int row) {
    Expr total = null;
    for (Sum s : sums) {
      if (s.sample() == sample && s.row() == row) {
        total = total == null ? s.value() : k.let("total", add(total, s.value()));
      }
    }
    return total;
  }

  private Expr partials(Expr sample, Expr row) {
    return add(mul(sample, k.integer("partials_floats", linear.out() * lanes)), mul(row, lanes));
  }

  /**
   * Adds up the lanes of a sample's sums, one by one: to move them across vectors takes more
   * instructions, on Java 17 thirteen for each shuffle.
   */
  private void storeAll(Expr sample, Expr row) {
    Local first = k.let("first", partials(sample, row));
    for (int r = 0; r < rows; r++) {
      Local output = k.let("output", add(row, r));
      Expr dot = across(add(first, r * lanes), lanes);
      result.keep(sample, output, bias == null ? dot : add(dot, load(bias, output)));
    }
  }

  /** The sum of lanes that are {@code lanes / count} apart, by halves. */
  private Expr across(Expr first, int count) {
    if (count == 1) {
      return load(partials, first);
    }
    Expr left = across(first, count / 2);
    return k.let("lanes", add(left, across(add(first, lanes / count), count / 2)));
  }
}
