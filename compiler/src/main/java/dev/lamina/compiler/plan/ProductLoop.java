package dev.lamina.compiler.plan;

import static dev.lamina.compiler.loop.Exprs.add;
import static dev.lamina.compiler.loop.Exprs.fma;
import static dev.lamina.compiler.loop.Exprs.index;
import static dev.lamina.compiler.loop.Exprs.load;
import static dev.lamina.compiler.loop.Exprs.max;
import static dev.lamina.compiler.loop.Exprs.min;
import static dev.lamina.compiler.loop.Exprs.mul;
import static dev.lamina.compiler.loop.Exprs.splat;
import static dev.lamina.compiler.loop.Exprs.sub;
import static dev.lamina.compiler.loop.Exprs.tableLoad;

import dev.lamina.compiler.loop.Array;
import dev.lamina.compiler.loop.Expr;
import dev.lamina.compiler.loop.Local;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * The inner loop of a matrix product in registers: for every tap, a vector of weights for each
 * block of output channels, and each pixel's input broadcast. Where the inputs of several taps lie
 * side by side, a step of the loop takes them all, so that they share what is not arithmetic.
 *
 * @param shape vectors and taps
 * @param lanes of a vector
 * @param group weights of a tap
 * @param x the inputs
 * @param w the weights, tap by tap
 * @param offsets where each step's inputs lie, as {@link Shape#table} has them; null where there
 *     are few steps, of which the inputs lie side by side
 */
record ProductLoop(Shape shape, int lanes, int group, Array x, Array w, Array offsets) {
  /**
   * What a step of the loop covers.
   *
   * @param vectors blocks of output channels
   * @param taps whose inputs lie side by side
   * @param accumulators that a register tile has at most
   * @param isShort whether a call has few steps, parted by cuts; else fences part their taps
   */
  record Shape(int vectors, int taps, int accumulators, boolean isShort) {
    /** Taps of a step: more of them take more registers. */
    private static final int TAPS = 4;

    /** Fewer steps than C2's {@code LoopStripMiningIterShortLoop}. */
    private static final int SHORT = 64;

    private static final int FEWEST_PIXELS = 4;

    /** Of tiles of two vectors: the sums, the weights, and a broadcast or two, are 16 registers. */
    private static final int MOST_PIXELS = 6;

    /**
     * The shape for {@code vectors} blocks and inputs of which {@code adjacent} lie side by side.
     *
     * <p>Weights and broadcasts need the registers that accumulators leave. With one or two to
     * spare, it depends on luck whether C2 moves them about; where a step has several taps, it
     * takes more of them. Eight accumulators hide the latency of fused multiply-add.
     */
    static Shape of(Target target, int vectors, int adjacent) {
      if (severalTaps(target, vectors, adjacent, TAPS)) {
        return new Shape(vectors, TAPS, 8, false);
      }
      return new Shape(vectors, 1, accumulators(target, vectors), false);
    }

    /** Tiles of 6x3, 7x2 or 5x2: larger ones leave C2 of Java 17 too few registers. */
    private static int accumulators(Target target, int vectors) {
      if (target == Target.SIMD512) {
        return vectors == 3 ? 18 : 14;
      }
      return 10;
    }

    /**
     * The shape for calls with at most {@code count} taps, for {@code pixels} in all. Twelve
     * accumulators are two instructions less in ten; cuts keep C2 from moving them about in loops
     * that it knows to be short, since it does not put them into another one that looks for a
     * safepoint now and then.
     */
    static Shape of(Target target, int vectors, int adjacent, int count, int pixels) {
      for (int taps = TAPS; severalTaps(target, vectors, adjacent, taps); taps *= 2) {
        if (count <= SHORT * taps) {
          return new Shape(vectors, taps, vectors * pixels(pixels, vectors), true);
        }
      }
      return of(target, vectors, adjacent);
    }

    /** Pixels of the register tiles that take the fewest instructions for {@code all} pixels. */
    private static int pixels(int all, int vectors) {
      return IntStream.rangeClosed(FEWEST_PIXELS, MOST_PIXELS)
          .boxed()
          .min(Comparator.comparingInt(p -> (all + p - 1) / p * (p * vectors + p + vectors)))
          .orElseThrow();
    }

    private static boolean severalTaps(Target target, int vectors, int adjacent, int taps) {
      return target == Target.SIMD256 && vectors == 2 && adjacent % taps == 0;
    }

    /** The same for tiles of twice as many accumulators: with 14, still less than 32 registers. */
    Shape doubled() {
      return new Shape(vectors, taps, 2 * accumulators, isShort);
    }

    /** Pixels of a register tile, at most. */
    int pixels() {
      return accumulators / vectors;
    }

    /** The steps of {@code count} taps. */
    int steps(int count) {
      return count / taps;
    }

    /** The table for the loop, of each tap's offset: the last step's first. */
    List<Integer> table(List<Integer> offsets) {
      int steps = steps(offsets.size());
      return IntStream.rangeClosed(1, steps)
          .mapToObj(left -> offsets.get((steps - left) * taps))
          .toList();
    }

    /** How a row of {@code columns} pixels is cut into register tiles. */
    RegisterTiling tiling(int columns) {
      return RegisterTiling.of(columns, vectors, accumulators);
    }
  }

  /**
   * Where a register tile's inputs and weights lie, and its sums.
   *
   * @param x where the first pixel's inputs begin
   * @param w where the weights of the group begin
   * @param pixels how far each pixel's inputs are from the first's
   * @param accumulators pixel by pixel, a vector a block
   */
  record Tile(Expr x, Expr w, List<Integer> pixels, List<Local> accumulators) {}

  /** Adds the products of all of {@code steps} to the accumulators of a tile. */
  void addSteps(KernelWriter k, Expr steps, Tile tile) {
    if (shape.isShort()) {
      addShort(k, steps, tile);
    } else {
      addSteps(k, steps, steps, index(0), tile);
    }
  }

  /**
   * Adds the products of some steps: before them {@code left} of all are left, behind them {@code
   * behind}. Not where the shape is short.
   *
   * <p>The loop counts from a negative number up to 0, and the weights from their end: so C2 keeps
   * neither the loop's end nor where the weights begin, and knows, from the maximum that changes
   * nothing, that the number is not positive, for which it would need a 0 in a register. Those of
   * x86 are just enough for the rest: with one more, C2 keeps addresses in vector registers and
   * moves them forth and back in every step.
   */
  void addSteps(KernelWriter k, Expr steps, Expr left, Expr behind, Tile tile) {
    int weights = shape.taps() * group;
    Local end = k.let("w_end", add(tile.w(), mul(steps, weights)));
    k.loop(
        "t",
        sub(index(0), max(left, index(0))),
        sub(index(0), behind),
        1,
        t -> {
          Local w = k.let("w_at", add(end, mul(t, weights)));
          Local x = k.let("at", add(tile.x(), tableLoad(offsets, sub(index(-1), t))));
          addTaps(k, x, w, tile, tap -> k.fence());
        });
  }

  /** Few steps, of inputs that lie side by side. */
  private void addShort(KernelWriter k, Expr steps, Tile tile) {
    Local end = k.let("short_end", min(steps, index(Shape.SHORT)));
    k.loop(
        "t",
        end,
        t -> {
          Local x = k.let("at", add(tile.x(), mul(t, shape.taps())));
          Local w = k.let("w_at", add(tile.w(), mul(t, shape.taps() * group)));
          addTaps(k, x, w, tile, tap -> k.cut(t, add(end, tap)));
        });
  }

  /** A step's taps, with what {@code between} writes before the second and those that follow. */
  private void addTaps(KernelWriter k, Local x, Local w, Tile tile, IntConsumer between) {
    for (int tap = 0; tap < shape.taps(); tap++) {
      if (tap > 0) {
        between.accept(tap);
      }
      addTap(k, tap, x, w, displaced(tile.pixels(), tap), tile.accumulators());
    }
  }

  /**
   * Adds the products of as many taps as there are {@code displacements}, without a loop.
   *
   * @param displacements where the inputs of each tap lie, from the first's
   */
  void addWrittenOut(KernelWriter k, List<Integer> displacements, Tile tile) {
    for (int tap = 0; tap < displacements.size(); tap++) {
      if (tap > 0) {
        k.fence();
      }
      List<Integer> inputs = displaced(tile.pixels(), displacements.get(tap));
      addTap(k, tap, tile.x(), tile.w(), inputs, tile.accumulators());
    }
  }

  private static List<Integer> displaced(List<Integer> pixels, int displacement) {
    return pixels.stream().map(p -> p + displacement).toList();
  }

  /** Adds the products of a tap, whose inputs are {@code inputs} after {@code at}. */
  private void addTap(
      KernelWriter k, int tap, Expr at, Expr wAt, List<Integer> inputs, List<Local> accumulators) {
    int vectors = shape.vectors();
    List<Local> weights = new ArrayList<>();
    for (int v = 0; v < vectors; v++) {
      weights.add(k.let("weight", load(w, add(wAt, tap * group + v * lanes), lanes)));
    }
    for (int p = 0; p < inputs.size(); p++) {
      Local pixel = k.let("pixel", splat(load(x, add(at, inputs.get(p))), lanes));
      for (int v = 0; v < vectors; v++) {
        Local accumulator = accumulators.get(p * vectors + v);
        k.set(accumulator, fma(pixel, weights.get(v), accumulator));
      }
    }
  }
}
