package dev.lamina.compiler.plan;

import static dev.lamina.compiler.loop.Exprs.constant;
import static dev.lamina.compiler.loop.Exprs.load;

import dev.lamina.compiler.layer.Shape;
import dev.lamina.compiler.loop.Array;
import dev.lamina.compiler.loop.Expr;

/** Copies a row-major value with columns of zeros before and behind. */
final class ZeroColumns {
  private ZeroColumns() {}

  /** The value with that many columns of zeros; itself where there are none. */
  static Buffer around(LoweringContext context, Buffer value, int before, int behind) {
    if (before + behind == 0) {
      return value;
    }
    Shape shape = value.shape();
    int columns = shape.size(-1);
    int width = before + columns + behind;
    int rows = Math.toIntExact(shape.elements(0, shape.rank() - 1));
    Buffer padded = context.temporary(rows * width);
    KernelWriter k = context.kernel("zero columns", "pad");
    Array in = k.array("in", value);
    Array out = k.array("out", padded);
    int lanes = context.lanes();
    k.units(
        rows,
        (sample, row) -> {
          Expr all = k.let("all", sample.times(k.integer("rows", rows)).plus(row));
          Expr from = k.let("from", all.times(k.integer("columns", columns)));
          Expr to = k.let("to", all.times(k.integer("width", width)));
          zeros(k, out, to, before);
          Expr copy = k.let("copy", to.plus(before));
          Spans.over(
              k, columns, lanes, (i, l) -> k.store(out, copy.plus(i), load(in, from.plus(i), l)));
          zeros(k, out, copy.plus(columns), behind);
        });
    k.step(rows, width * 2L / lanes + 1);
    return padded;
  }

  private static void zeros(KernelWriter k, Array out, Expr from, int count) {
    if (count > 0) {
      k.loop("i", k.integer("zeros", count), i -> k.store(out, from.plus(i), constant(0f)));
    }
  }
}
