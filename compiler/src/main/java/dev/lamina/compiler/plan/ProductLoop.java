package dev.lamina.compiler.plan;

import static dev.lamina.compiler.loop.Exprs.add;
import static dev.lamina.compiler.loop.Exprs.fma;
import static dev.lamina.compiler.loop.Exprs.index;
import static dev.lamina.compiler.loop.Exprs.load;
import static dev.lamina.compiler.loop.Exprs.min;
import static dev.lamina.compiler.loop.Exprs.mul;
import static dev.lamina.compiler.loop.Exprs.splat;

import dev.lamina.compiler.loop.Array;
import dev.lamina.compiler.loop.Expr;
import dev.lamina.compiler.loop.Local;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;
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
 * @param offset where a step's inputs lie
 */
record ProductLoop(
    Shape shape, int lanes, int group, Array x, Array w, UnaryOperator<Expr> offset) {
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
      return new Shape(vectors, 1, target == Target.SIMD512 ? 14 : 10, false);
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

    /** Pixels of a register tile, at most. */
    int pixels() {
      return accumulators / vectors;
    }

    /** The steps of {@code count} taps. */
    int steps(int count) {
      return count / taps;
    }

    /** The table for the loop, of each tap's offset. */
    List<Integer> table(List<Integer> offsets) {
      return IntStream.range(0, steps(offsets.size()))
          .mapToObj(s -> offsets.get(s * taps))
          .toList();
    }

    /** How a row of {@code columns} pixels is cut into register tiles. */
    RegisterTiling tiling(int columns) {
      return RegisterTiling.of(columns, vectors, accumulators);
    }
  }

  /**
   * Adds the products of the steps from {@code from} to {@code to} to the accumulators: pixel by
   * pixel, a vector a block.
   *
   * @param from 0 where the shape is short
   * @param xTile where the first pixel's inputs begin
   * @param wGroup where the weights begin
   * @param pixels how far each pixel's inputs are from the first's
   */
  void addSteps(
      KernelWriter k,
      Expr from,
      Expr to,
      Expr xTile,
      Expr wGroup,
      List<Integer> pixels,
      List<Local> accumulators) {
    Expr end = shape.isShort() ? k.let("short_end", min(to, index(Shape.SHORT))) : to;
    k.loop(
        "t",
        from,
        end,
        1,
        t -> {
          Local at = k.let("at", add(xTile, offset.apply(t)));
          Local wAt = k.let("w_at", add(wGroup, mul(t, shape.taps() * group)));
          for (int tap = 0; tap < shape.taps(); tap++) {
            if (tap > 0) {
              part(k, t, add(end, tap));
            }
            addTap(k, tap, at, wAt, displaced(pixels, tap), accumulators);
          }
        });
  }

  private void part(KernelWriter k, Local step, Expr end) {
    if (shape.isShort()) {
      k.cut(step, end);
    } else {
      k.fence();
    }
  }

  /**
   * Adds the products of as many taps as there are {@code displacements}, without a loop.
   *
   * @param displacements where the inputs of each tap lie, from the first's
   */
  void addWrittenOut(
      KernelWriter k,
      List<Integer> displacements,
      Expr xTile,
      Expr wGroup,
      List<Integer> pixels,
      List<Local> accumulators) {
    for (int tap = 0; tap < displacements.size(); tap++) {
      if (tap > 0) {
        k.fence();
      }
      List<Integer> inputs = displaced(pixels, displacements.get(tap));
      addTap(k, tap, xTile, wGroup, inputs, accumulators);
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
