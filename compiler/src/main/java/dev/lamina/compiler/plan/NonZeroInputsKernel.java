package dev.lamina.compiler.plan;

import static dev.lamina.compiler.loop.Exprs.add;
import static dev.lamina.compiler.loop.Exprs.constant;
import static dev.lamina.compiler.loop.Exprs.index;
import static dev.lamina.compiler.loop.Exprs.load;
import static dev.lamina.compiler.loop.Exprs.mul;
import static dev.lamina.compiler.loop.Exprs.select;
import static dev.lamina.compiler.loop.Exprs.splat;
import static dev.lamina.compiler.loop.Exprs.sub;

import dev.lamina.compiler.graph.Weight;
import dev.lamina.compiler.layer.Shape;
import dev.lamina.compiler.loop.Array;
import dev.lamina.compiler.loop.Expr;
import dev.lamina.compiler.loop.Local;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The kernel of {@link NonZeroInputs}: their number, then their indices. Neither has branches,
 * which would be mispredicted: vectors make a bit of each input, and eight bits choose a row of a
 * table, which lists the places of those that are set. The bits of eight vectors add up lane by
 * lane, so that nothing crosses lanes; inputs are therefore listed lane by lane.
 *
 * <p>An index is the low bits of a float, {@link #BASE} plus itself: all vectors are of floats,
 * since C2 of Java 17 once in a while leaves chains of integer ones in boxes.
 */
final class NonZeroInputsKernel {
  /** A float whose low bits are free for an integer that is added. */
  private static final int BASE = 1 << 23;

  /** Inputs whose bits are looked up together, and floats of a row of the table. */
  private static final int GROUP = Byte.SIZE;

  private static final int ROWS = 1 << GROUP;

  private final KernelWriter k;
  private final int inputs;
  private final int lanes;
  private final Array x;
  private final Array marker;
  private final Array table;
  private final Array bits;
  private final Array list;
  private final int listFloats;

  /**
   * Declares what it needs.
   *
   * @param marker 0, or NaN if all inputs are to be listed
   */
  NonZeroInputsKernel(LoweringContext context, KernelWriter k, Weight marker, Buffer list) {
    this.k = k;
    this.inputs = context.input(0).floats();
    this.lanes = context.lanes();
    this.x = k.array("x", context.input(0));
    this.marker = constants(context, "marker", marker);
    this.table = constants(context, "table", table());
    this.bits = k.array("bits", context.temporary(inputs));
    this.list = k.array("list", list);
    this.listFloats = list.floats();
  }

  /** The inputs in the order of the list. */
  static List<Integer> order(int inputs, int lanes) {
    List<Integer> order = new ArrayList<>();
    for (int block = 0; block < inputs; block += GROUP * lanes) {
      int vectors = Math.min(GROUP, (inputs - block) / lanes);
      for (int i = 0; i < lanes * vectors; i++) {
        order.add(block + i % vectors * lanes + i / vectors);
      }
    }
    for (int i = inputs / lanes * lanes; i < inputs; i++) {
      order.add(i);
    }
    return order;
  }

  private Array constants(LoweringContext context, String name, Weight values) {
    return k.array(name, context.packed(values, Packing.rowMajor(values.shape())));
  }

  /** Of all patterns the places of the bits that are set; what vectors read behind is not used. */
  private Weight table() {
    double[] values = new double[ROWS * GROUP + lanes];
    Arrays.fill(values, BASE);
    for (int pattern = 0; pattern < ROWS; pattern++) {
      int at = pattern * GROUP;
      for (int i = 0; i < GROUP; i++) {
        if ((pattern >> i & 1) != 0) {
          values[at++] += i * lanes;
        }
      }
    }
    return weight(values);
  }

  private static Weight weight(double[] values) {
    return new Weight.Constant(Shape.of(values.length), Arrays.stream(values).boxed().toList());
  }

  /** The index that an element of the list holds. */
  static Expr indexOf(Expr element) {
    return element.bits().and(BASE - 1);
  }

  /** Lists the inputs of a row. */
  void write(Expr row) {
    Local from = k.let("x_row", mul(row, k.integer("inputs", inputs)));
    Local keepsAll = k.let("keeps_all", load(marker, index(0)));
    int width = GROUP * lanes;
    int blocks = inputs / width;
    int vectors = inputs % width / lanes;
    if (blocks > 0) {
      k.loop("block", k.integer("blocks", blocks), b -> bits(from, b, GROUP, keepsAll));
    }
    if (vectors > 0) {
      bits(from, k.integer("blocks", blocks), vectors, keepsAll);
    }
    Local to = k.let("list_row", add(mul(row, k.integer("list_floats", listFloats)), 1));
    Local end = k.let("end", to);
    Expr groups = k.integer("groups", (blocks + (vectors > 0 ? 1 : 0)) * lanes);
    k.loop("i", groups, i -> group(from, i, end));
    if (inputs % lanes > 0) {
      k.loop(
          "i",
          k.integer("singles", inputs / lanes * lanes),
          k.integer("inputs", inputs),
          1,
          i -> single(from, i, end, keepsAll));
    }
    k.store(list, sub(to, index(1)), sub(end, to).fromBits());
  }

  /** The bits of a block of vectors, lane by lane; times the floats of a row of the table. */
  private void bits(Local from, Expr block, int vectors, Local keepsAll) {
    Local first = k.let("first", add(from, mul(block, GROUP * lanes)));
    Local all = k.let("all", constant(BASE, lanes));
    for (int v = 0; v < vectors; v++) {
      k.set(all, add(all, isNonZero(add(first, v * lanes), lanes, keepsAll, GROUP << v)));
    }
    k.store(bits, add(from, mul(block, lanes)), all);
  }

  private Expr isNonZero(Expr at, int l, Local keepsAll, float yes) {
    Expr value = load(x, at, l).plus(l == 1 ? keepsAll : splat(keepsAll, l));
    Expr zero = constant(0f, l);
    return select(Expr.Comparison.NE, value, zero, constant(yes, l), zero);
  }

  /** Lists the inputs of a lane of a block. */
  private void group(Local from, Expr i, Local end) {
    Local at = k.let("at", load(bits, add(from, i)).bits().and(BASE - 1));
    Expr first = add(i, mul(i.and(-lanes), GROUP - 1));
    Local base = k.let("base", splat(first.toFloat(), lanes));
    for (int n = 0; n < GROUP; n += lanes) {
      k.store(list, add(end, n), add(load(table, add(at, n), lanes), base));
    }
    k.set(end, add(end, at.bitCount()));
  }

  private void single(Local from, Expr i, Local end, Local keepsAll) {
    k.store(list, end, i.fromBits());
    Expr one = isNonZero(add(from, i), 1, keepsAll, Float.MIN_VALUE);
    k.set(end, add(end, one.bits()));
  }
}
