package dev.lamina.compiler.plan;

import static dev.lamina.compiler.loop.Exprs.index;
import static dev.lamina.compiler.loop.Exprs.min;

import dev.lamina.compiler.loop.Expr;
import java.util.function.Consumer;

/** Loops over tiles of one size, of which the last may overlap the one before. */
final class Tiles {
  private Tiles() {}

  /** Tiles of {@code size} out of {@code all}, or one that is larger: what each begins with. */
  static void each(KernelWriter k, String name, int all, int size, Consumer<Expr> body) {
    if (all <= size) {
      body.accept(index(0));
      return;
    }
    k.loop(
        "n",
        index(0),
        k.integer(name + "_end", all),
        size,
        n -> body.accept(k.let(name, min(n, k.integer(name + "_last", all - size)))));
  }
}
