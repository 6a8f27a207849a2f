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
import java.util.Arrays;

/**
 * The kernel of {@link NonZeroInputs}: their number, then their indices. Neither has branches,
 * which would be mispredicted: vectors make a bit of each input, and eight bits choose a row of a
 * table, which lists the places of those that are set.
 *
 * <p>An index is the low bits of a float, {@link #BASE} plus itself: all vectors are of floats,
 * since C2 of Java 17 once in a while leaves chains of integer ones in boxes.
 */
final class NonZeroInputsKernel {
  /** A float whose low bits are free for an index that is added. */
  private static final int BASE = 1 << 23;

  /** Inputs whose bits are looked up together, and floats of a row of the table. */
  private static final int GROUP = Byte.SIZE;

  private static final int ROWS = 1 << GROUP;

  private final KernelWriter k;
  private final int inputs;
  private final int lanes;
  private final Array x;
  private final Array marker;
  private final Array bit;
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
    this.bit = constants(context, "bit", bit());
    this.table = constants(context, "table", table());
    this.bits = k.array("bits", context.temporary(inputs));
    this.list = k.array("list", list);
    this.listFloats = list.floats();
  }

  private Array constants(LoweringContext context, String name, Weight values) {
    return k.array(name, context.packed(values, Packing.rowMajor(values.shape())));
  }

  /** The bit of an input within its group, times the floats of a row; as the bits of a float. */
  private Weight bit() {
    double[] values = new double[GROUP + lanes];
    for (int i = 0; i < values.length; i++) {
      values[i] = Float.intBitsToFloat(GROUP << i % GROUP);
    }
    return weight(values);
  }

  /** Of all patterns the places of the bits that are set; what vectors read behind is not used. */
  private Weight table() {
    double[] values = new double[ROWS * GROUP + lanes];
    Arrays.fill(values, BASE);
    for (int pattern = 0; pattern < ROWS; pattern++) {
      int at = pattern * GROUP;
      for (int i = 0; i < GROUP; i++) {
        if ((pattern >> i & 1) != 0) {
          values[at++] += i;
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
    Spans.over(k, inputs, lanes, (i, l) -> k.store(bits, add(from, i), bits(from, i, l, keepsAll)));
    Local to = k.let("list_row", add(mul(row, k.integer("list_floats", listFloats)), 1));
    Local end = k.let("end", to);
    int whole = inputs / GROUP * GROUP;
    k.loop("i", index(0), k.integer("groups_end", whole), GROUP, i -> group(from, i, end));
    if (whole < inputs) {
      k.loop("i", index(whole), k.integer("inputs", inputs), 1, i -> single(from, i, end));
    }
    k.store(list, sub(to, index(1)), sub(end, to).fromBits());
  }

  private Expr bits(Local from, Expr i, int l, Local keepsAll) {
    Expr value = load(x, add(from, i), l).plus(l == 1 ? keepsAll : splat(keepsAll, l));
    Expr zero = constant(0f, l);
    return select(Expr.Comparison.NE, value, zero, load(bit, i.and(GROUP - 1), l), zero);
  }

  private void group(Local from, Expr i, Local end) {
    Local first = k.let("first", add(from, i));
    Expr all = load(bits, first).bits();
    for (int n = 1; n < GROUP; n++) {
      all = all.or(load(bits, add(first, n)).bits());
    }
    Local at = k.let("at", all);
    Local base = k.let("base", splat(i.toFloat(), lanes));
    for (int n = 0; n < GROUP; n += lanes) {
      k.store(list, add(end, n), add(load(table, add(at, n), lanes), base));
    }
    k.set(end, add(end, at.bitCount()));
  }

  private void single(Local from, Expr i, Local end) {
    k.store(list, end, i.fromBits());
    Local set = k.let("set", load(bits, add(from, i)).bits());
    k.set(end, add(end, set.bitCount()));
  }
}
