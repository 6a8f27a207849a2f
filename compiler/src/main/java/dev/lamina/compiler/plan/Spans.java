package dev.lamina.compiler.plan;

import static dev.lamina.compiler.loop.Exprs.index;

import dev.lamina.compiler.loop.Expr;

/**
 * Loops over consecutive elements: whole vectors first, then the rest one by one, by the same
 * operations, so that an element's bits do not depend on where the vectors end.
 */
final class Spans {
  /** Elements that a unit of work takes of a long run of independent elements. */
  private static final int CHUNK = 2048;

  private Spans() {}

  /** What is done with the {@code lanes} elements from {@code index}. */
  @FunctionalInterface
  interface Body {
    void at(Expr index, int lanes);
  }

  /** From 0 to {@code count}. */
  static void over(KernelWriter k, int count, int lanes, Body body) {
    int vectors = count / lanes * lanes;
    if (vectors > 0) {
      k.loop("i", index(0), k.integer("vectors", vectors), lanes, i -> body.at(i, lanes));
    }
    if (vectors < count) {
      Expr from = vectors == 0 ? index(0) : k.integer("vectors", vectors);
      k.loop("i", from, k.integer("count", count), 1, i -> body.at(i, 1));
    }
  }

  /**
   * From 0 to {@code count}, the last vector over some of the elements before again: for what may
   * be done twice.
   */
  static void overlapping(KernelWriter k, int count, int lanes, Body body) {
    if (count < lanes || count % lanes == 0) {
      over(k, count, lanes, body);
      return;
    }
    Expr last = k.integer("last", count - lanes);
    k.loop(
        "i",
        index(0),
        k.integer("count", count),
        lanes,
        i -> body.at(k.let("from", i.min(last)), lanes));
  }

  /** From {@code from} to {@code to}, known when the kernel runs. */
  static void over(KernelWriter k, Expr from, Expr to, int lanes, Body body) {
    Expr rest = from;
    if (lanes > 1) {
      Expr tail = to.minus(from).and(lanes - 1);
      rest = k.let("rest", to.minus(tail));
      k.loop("i", from, rest, lanes, i -> body.at(i, lanes));
    }
    k.loop("i", rest, to, 1, i -> body.at(i, 1));
  }

  /** How many units a run of {@code count} independent elements is divided into. */
  static int chunks(int count) {
    return (count + CHUNK - 1) / CHUNK;
  }

  /** The elements of chunk {@code chunk} of a run of {@code count}. */
  static void chunk(KernelWriter k, Expr chunk, int count, int lanes, Body body) {
    if (chunks(count) == 1) {
      over(k, count, lanes, body);
      return;
    }
    Expr begin = k.let("begin", chunk.times(CHUNK));
    Expr end = k.let("end", begin.plus(CHUNK).min(k.integer("count", count)));
    over(k, begin, end, lanes, body);
  }

  /** The elements that a chunk of a run of {@code count} has at most. */
  static int chunkSize(int count) {
    return Math.min(count, CHUNK);
  }
}
