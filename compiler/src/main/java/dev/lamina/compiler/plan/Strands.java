package dev.lamina.compiler.plan;

import dev.lamina.compiler.loop.Expr;
import dev.lamina.compiler.loop.Exprs;
import java.util.function.Consumer;

/**
 * Work that needs room of its own while it runs: items are dealt out to a few strands, each with
 * its own working space, which no two threads use at once. A strand is a unit of work.
 */
final class Strands {
  /** How many strands there are, which is also how many threads may share the step. */
  static final int COUNT = 4;

  /** Samples of any chunk, all of which belong to one tile. */
  private static final int ALL_SAMPLES = 1 << 16;

  private Strands() {}

  /** An item: its sample, its number in the sample, and the strand that it is computed in. */
  record Item(Expr sample, Expr number, Expr strand) {}

  /** The loop over all items of the strands asked for, of {@code perSample} a sample. */
  static void each(KernelWriter k, int perSample, Consumer<Item> body) {
    Expr items = k.integer("items", perSample);
    Expr all = k.let("all", Exprs.mul(k.batch(), items));
    k.loop(
        "strand",
        k.from(),
        k.to(),
        1,
        strand ->
            k.loop(
                "i",
                strand,
                all,
                COUNT,
                i -> {
                  Expr sample = k.let("sample", Exprs.div(i, items));
                  Expr number = k.let("item", Exprs.sub(i, Exprs.mul(sample, items)));
                  body.accept(new Item(sample, number, strand));
                }));
  }

  /** Ends the kernel and adds its step. */
  static void step(KernelWriter k, long costPerSample) {
    k.step(ALL_SAMPLES, COUNT, costPerSample / COUNT);
  }
}
