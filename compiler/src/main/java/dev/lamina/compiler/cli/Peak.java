package dev.lamina.compiler.cli;

import static dev.lamina.compiler.loop.Exprs.broadcast;
import static dev.lamina.compiler.loop.Exprs.fma;
import static dev.lamina.compiler.loop.Exprs.index;
import static dev.lamina.compiler.loop.Exprs.load;

import dev.lamina.compiler.emit.KernelClass;
import dev.lamina.compiler.loop.Array;
import dev.lamina.compiler.loop.Expr;
import dev.lamina.compiler.loop.Kernel;
import dev.lamina.compiler.loop.KernelBuilder;
import dev.lamina.compiler.loop.Local;
import dev.lamina.compiler.plan.Target;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;

/** How many operations a second one core can do: multiply-adds that touch nothing but registers. */
final class Peak {
  private static final int CHAINS = 10;
  private static final int STEPS = 1000;
  private static final int UNITS = 10;

  /** Once the JIT is done, nothing gets faster for that long. */
  private static final long STEADY = 1_000_000_000;

  private static final long LONGEST = 5_000_000_000L;

  private Peak() {}

  /** The best that was seen, in floating-point operations a second. */
  static double measure(Target target) {
    MethodHandle kernel = KernelClass.define(kernel(target.lanes()), target);
    float[] values = new float[(CHAINS + 1) * target.lanes()];
    long best = Long.MAX_VALUE;
    long begin = System.nanoTime();
    long improved = begin;
    long now = begin;
    while (now - improved < STEADY && now - begin < LONGEST) {
      call(kernel, values);
      long end = System.nanoTime();
      if (end - now < best) {
        improved = end - now < 0.98 * best ? end : improved;
        best = end - now;
      }
      now = end;
    }
    return 2e9 * target.lanes() * CHAINS * STEPS * UNITS / best;
  }

  private static void call(MethodHandle kernel, float[] values) {
    try {
      kernel.invokeExact(values, 0, 0, UNITS);
    } catch (Throwable e) {
      throw new IllegalStateException("the loop that measures the peak failed", e);
    }
  }

  private static Kernel kernel(int lanes) {
    KernelBuilder k = new KernelBuilder("peak");
    Array values = k.floats("values");
    k.loop(
        "unit",
        k.from(),
        k.to(),
        unit -> {
          Expr factor = k.let("factor", broadcast(values, index(CHAINS * lanes), lanes));
          List<Local> sums = new ArrayList<>();
          for (int i = 0; i < CHAINS; i++) {
            sums.add(k.variable("sum", load(values, index(i * lanes), lanes)));
          }
          k.loop("step", STEPS, step -> sums.forEach(s -> k.set(s, fma(s, factor, factor))));
          for (int i = 0; i < CHAINS; i++) {
            k.store(values, index(i * lanes), sums.get(i));
          }
        });
    return k.build();
  }
}
