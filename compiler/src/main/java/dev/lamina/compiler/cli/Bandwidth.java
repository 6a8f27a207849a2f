package dev.lamina.compiler.cli;

import static dev.lamina.compiler.loop.Exprs.add;
import static dev.lamina.compiler.loop.Exprs.index;
import static dev.lamina.compiler.loop.Exprs.load;
import static dev.lamina.compiler.loop.Exprs.mul;

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

/** How many bytes a second memory gives to one core: the sum of an array that no cache holds. */
final class Bandwidth {
  /** 128 MB. */
  private static final int FLOATS = 1 << 25;

  /** Floats of a unit. */
  private static final int UNIT = 1 << 12;

  private static final int SUMS = 8;
  private static final int PASSES = 20;
  private static final long WARM_UP = 300_000_000;

  private Bandwidth() {}

  /** The best that was seen, in bytes a second; 0 where Java has too little memory to see it. */
  static double measure(Target target) {
    try {
      return measure(target, new float[FLOATS]);
    } catch (OutOfMemoryError e) {
      return 0;
    }
  }

  private static double measure(Target target, float[] values) {
    MethodHandle kernel = KernelClass.define(kernel(target.lanes()), target);
    long begin = System.nanoTime();
    while (System.nanoTime() - begin < WARM_UP) {
      call(kernel, values, 1);
    }
    long best = Long.MAX_VALUE;
    for (int i = 0; i < PASSES; i++) {
      long start = System.nanoTime();
      call(kernel, values, FLOATS / UNIT);
      best = Math.min(best, System.nanoTime() - start);
    }
    return 1e9 * FLOATS * Float.BYTES / best;
  }

  private static void call(MethodHandle kernel, float[] values, int units) {
    try {
      kernel.invokeExact(values, 0, 0, units);
    } catch (Throwable e) {
      throw new IllegalStateException("the loop that measures the memory failed", e);
    }
  }

  private static Kernel kernel(int lanes) {
    KernelBuilder k = new KernelBuilder("sum");
    Array values = k.floats("values");
    k.loop(
        "unit",
        k.from(),
        k.to(),
        unit -> {
          Expr first = k.let("first", mul(unit, index(UNIT)));
          List<Local> sums = new ArrayList<>();
          for (int i = 0; i < SUMS; i++) {
            sums.add(k.variable("sum", load(values, index(i * lanes), lanes)));
          }
          k.loop(
              "step",
              UNIT / (SUMS * lanes),
              step -> {
                Expr at = k.let("at", add(first, mul(step, index(SUMS * lanes))));
                for (int i = 0; i < SUMS; i++) {
                  Expr next = load(values, add(at, index(i * lanes)), lanes);
                  k.set(sums.get(i), add(sums.get(i), next));
                }
              });
          for (int i = 0; i < SUMS; i++) {
            k.store(values, index(i * lanes), sums.get(i));
          }
        });
    return k.build();
  }
}
