package dev.lamina.compiler.plan;

import dev.lamina.compiler.loop.Array;
import dev.lamina.compiler.loop.Expr;
import dev.lamina.compiler.loop.Exprs;

/** Copies a value as it lies. */
final class CopyKernel {
  private CopyKernel() {}

  /** Adds the step that copies {@code from} to {@code to}, buffers of one size. */
  static void copy(LoweringContext context, Buffer from, Buffer to) {
    KernelWriter k = context.kernel("copy", "copy");
    Array x = k.array("x", from);
    Array y = k.array("y", to);
    Runs runs = Runs.of(from.floats(), context.lanes());
    runs.write(
        k,
        (sample, unit, element, lanes) -> {
          Expr at = k.let("at", runs.at(k, sample, element));
          k.store(y, at, Exprs.load(x, at, lanes));
        });
    k.step(runs.units(), runs.unit());
  }
}
