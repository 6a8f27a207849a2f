package dev.lamina.compiler.plan;

import dev.lamina.compiler.loop.Expr;
import dev.lamina.compiler.loop.Exprs;

/**
 * A sample's consecutive elements, each treated alike, divided into units of work: whole vectors
 * first, then single elements by the same operations.
 *
 * @param elements of a sample
 * @param unit elements of a unit of work; divides the elements, or is a multiple of the lanes
 * @param lanes of a vector
 */
record Runs(int elements, int unit, int lanes) {
  private static final int UNIT = 4096;

  /**
   * What is done with the {@code lanes} elements from {@code element} of a sample, in unit {@code
   * unit}.
   */
  interface Body {
    void at(Expr sample, Expr unit, Expr element, int lanes);
  }

  /** All elements alike. */
  static Runs of(int elements, int lanes) {
    return new Runs(elements, Math.min(elements, UNIT), lanes);
  }

  /** A channel's elements alike, a channel a unit. */
  static Runs channels(int channels, int plane, int lanes) {
    return new Runs(Math.multiplyExact(channels, plane), plane, lanes);
  }

  /** Units of work of a sample. */
  int units() {
    return (elements + unit - 1) / unit;
  }

  /** The index of element {@code element} of a sample in a buffer. */
  Expr at(KernelWriter k, Expr sample, Expr element) {
    return Exprs.add(Exprs.mul(sample, k.integer("elements", elements)), element);
  }

  /** Writes the loops. */
  void write(KernelWriter k, Body body) {
    k.units(units(), (sample, u) -> write(k, sample, u, body));
  }

  private void write(KernelWriter k, Expr sample, Expr u, Body body) {
    Expr size = k.integer("size", unit);
    Expr begin = k.let("begin", Exprs.mul(u, size));
    Expr end = Exprs.add(begin, size);
    if (elements % unit != 0) {
      end = Exprs.min(end, k.integer("elements", elements));
    }
    end = k.let("end", end);
    if (lanes == 1) {
      k.loop("i", begin, end, 1, i -> body.at(sample, u, i, 1));
      return;
    }
    Expr whole = Exprs.sub(end, Exprs.rem(Exprs.sub(end, begin), Exprs.index(lanes)));
    Expr tail = k.let("tail", whole);
    k.loop("i", begin, tail, lanes, i -> body.at(sample, u, i, lanes));
    k.loop("i", tail, end, 1, i -> body.at(sample, u, i, 1));
  }
}
