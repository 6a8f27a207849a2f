package dev.lamina.compiler.plan;

import static dev.lamina.compiler.loop.Exprs.constant;
import static dev.lamina.compiler.loop.Exprs.index;
import static dev.lamina.compiler.loop.Exprs.shuffle;

import dev.lamina.compiler.loop.Expr;
import dev.lamina.compiler.loop.Local;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.stream.IntStream;

/**
 * Reductions of consecutive elements to one value, in an order that depends on their number alone.
 *
 * <p>Sums are taken in blocks of about the square root of their length, in several partial sums, so
 * that the rounding error grows with that root and not with the length.
 */
final class Reductions {
  private static final int PARTIALS = 4;

  private final KernelWriter k;
  private final int count;
  private final int lanes;
  private final float identity;
  private final BinaryOperator<Expr> combine;

  private Reductions(
      KernelWriter k, int count, int lanes, float identity, BinaryOperator<Expr> combine) {
    this.k = k;
    this.count = count;
    this.lanes = count < lanes ? 1 : lanes;
    this.identity = identity;
    this.combine = combine;
  }

  /** The elements from {@code index} on, {@code lanes} of them. */
  @FunctionalInterface
  interface Element {
    Expr at(Expr index, int lanes);
  }

  /** The sum of {@code count} elements. */
  static Expr sum(KernelWriter k, int count, int lanes, Element element) {
    return new Reductions(k, count, lanes, 0f, Expr::plus).reduce("sum", element);
  }

  /** The largest of {@code count} elements, NaN if one is. */
  static Expr max(KernelWriter k, int count, int lanes, Element element) {
    return new Reductions(k, count, lanes, Float.NEGATIVE_INFINITY, Expr::max)
        .reduce("max", element);
  }

  private Expr reduce(String name, Element element) {
    int vectors = count / lanes;
    int grouped = vectors / PARTIALS * PARTIALS;
    Local total = k.let(name, constant(identity, lanes));
    if (grouped > 0) {
      blocks(total, grouped, element);
    }
    tail(total, grouped * lanes, vectors * lanes, lanes, element);
    if (lanes == 1) {
      return total;
    }
    Local scalar = k.let(name, across(total));
    tail(scalar, vectors * lanes, count, 1, element);
    return scalar;
  }

  private void blocks(Local total, int vectors, Element element) {
    int step = PARTIALS * lanes;
    int block = block(vectors / PARTIALS) * step;
    Expr end = k.integer("grouped", vectors * lanes);
    k.loop(
        "block",
        index(0),
        end,
        block,
        first -> {
          List<Local> partials = new ArrayList<>();
          for (int p = 0; p < PARTIALS; p++) {
            partials.add(k.let("partial", constant(identity, lanes)));
          }
          Expr last = k.let("last", first.plus(block).min(end));
          k.loop(
              "i",
              first,
              last,
              step,
              i -> {
                for (int p = 0; p < PARTIALS; p++) {
                  accumulate(partials.get(p), element.at(i.plus(p * lanes), lanes));
                }
              });
          Expr left = combine.apply(partials.get(0), partials.get(1));
          accumulate(total, combine.apply(left, combine.apply(partials.get(2), partials.get(3))));
        });
  }

  private void tail(Local total, int from, int to, int width, Element element) {
    if (from < to) {
      k.loop(
          "i",
          index(from),
          k.integer("end", to),
          width,
          i -> accumulate(total, element.at(i, width)));
    }
  }

  private void accumulate(Local total, Expr value) {
    k.set(total, combine.apply(total, value));
  }

  private Expr across(Expr vector) {
    return across(k, vector, combine);
  }

  /** All lanes in one, by halves. */
  static Expr across(KernelWriter k, Expr vector, BinaryOperator<Expr> combine) {
    int lanes = vector.type().lanes();
    Expr v = vector;
    for (int half = lanes / 2; half >= 1; half /= 2) {
      int distance = half;
      List<Integer> pattern =
          IntStream.range(0, lanes).mapToObj(i -> (i + distance) % lanes).toList();
      v = k.let("halves", combine.apply(v, shuffle(v, v, pattern)));
    }
    return v.lane(0);
  }

  private static int block(int groups) {
    return Math.max(16, (int) Math.round(Math.sqrt(groups)));
  }
}
