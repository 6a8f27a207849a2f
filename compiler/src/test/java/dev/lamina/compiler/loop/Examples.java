package dev.lamina.compiler.loop;

import static dev.lamina.compiler.loop.Exprs.broadcast;
import static dev.lamina.compiler.loop.Exprs.constant;
import static dev.lamina.compiler.loop.Exprs.fma;
import static dev.lamina.compiler.loop.Exprs.index;
import static dev.lamina.compiler.loop.Exprs.load;
import static dev.lamina.compiler.loop.Exprs.tableLoad;

/** Kernels that several tests use. */
public final class Examples {
  private Examples() {}

  /** A product of a packed matrix, {@code [block][in][lanes]}, and a vector; a unit is a block. */
  public static Kernel product(int in, int lanes) {
    KernelBuilder k = new KernelBuilder("product");
    Array x = k.floats("x");
    Array w = k.floats("w");
    Array y = k.floats("y");
    k.loop(
        "block",
        k.from(),
        k.to(),
        block -> {
          Local acc = k.variable("acc", constant(0f, lanes));
          k.loop(
              "i",
              in,
              i -> {
                Expr weight = load(w, block.times(in).plus(i).times(lanes), lanes);
                k.set(acc, fma(weight, broadcast(x, i, lanes), acc));
              });
          k.store(y, block.times(lanes), acc.max(constant(0f, lanes)));
        });
    return k.build();
  }

  /** Copies the rows that a table lists, skipping negative entries. */
  public static Kernel gather(int width) {
    KernelBuilder k = new KernelBuilder("gather");
    Array rows = k.rows("rows");
    Array table = k.table("table");
    Array out = k.floats("out");
    k.loop(
        "r",
        k.from(),
        k.to(),
        r -> {
          Expr source = k.let("source", tableLoad(table, r));
          k.ifThen(
              Expr.Comparison.GE,
              source,
              index(0),
              () -> {
                Array row = k.row("row", rows, source);
                k.loop("i", width, i -> k.store(out, r.times(width).plus(i), load(row, i)));
              });
        });
    return k.build();
  }
}
