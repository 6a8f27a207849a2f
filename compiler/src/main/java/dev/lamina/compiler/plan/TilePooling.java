package dev.lamina.compiler.plan;

import static dev.lamina.compiler.loop.Exprs.add;
import static dev.lamina.compiler.loop.Exprs.constant;
import static dev.lamina.compiler.loop.Exprs.max;

import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.layer.MaxPool;
import dev.lamina.compiler.layer.Pair;
import dev.lamina.compiler.loop.Array;
import dev.lamina.compiler.loop.Expr;

/**
 * Max pooling of 2x2 results that a kernel holds in locals, before it stores them.
 *
 * @param side results of a window, along a side: 2, or 1 where nothing is pooled
 * @param asBits whether the largest of non-negative results is found by their bits: one instruction
 */
record TilePooling(int side, boolean asBits) {
  /** Whether a node's results can be pooled so, if they are to be. */
  static boolean isPossible(Node node) {
    return Epilogue.pooling(node)
        .map(
            pool ->
                pool.layer() instanceof MaxPool max
                    && max.window().kernel().equals(Pair.of(2))
                    && node.fused().stream().allMatch(f -> f.inputs().size() == 1))
        .orElse(true);
  }

  /** That of the context's node. */
  static TilePooling of(LoweringContext context) {
    if (Epilogue.pooling(context.node()).isEmpty()) {
      return new TilePooling(1, false);
    }
    return new TilePooling(2, NonNegative.holds(context.graph(), context.layers().get(0)));
  }

  /** The row or column of stored results that has result {@code place}. */
  Expr stored(Expr place) {
    return side == 1 ? place : place.div(side);
  }

  /** A result after the fused layers, as {@link #larger} takes it. */
  Expr operand(KernelWriter k, Expr result) {
    return asBits ? k.let("bits", result.bits().and(BlockedPool.WITHOUT_SIGN)) : result;
  }

  /** The larger of two operands, an operand again. */
  Expr larger(KernelWriter k, Expr a, Expr b) {
    return k.let("larger", max(a, b));
  }

  /** The result that an operand stands for. */
  Expr result(Expr operand) {
    return asBits ? operand.fromBits() : operand;
  }

  /**
   * Stores the result at the first of a row's {@code columns}, with zeros behind it where the row
   * ends within the vector: they are its border's.
   */
  void storeInRow(KernelWriter k, Array row, Expr at, int columns, Expr operand) {
    k.store(row, at, result(operand));
    for (int column = columns; column < operand.type().lanes(); column++) {
      k.store(row, add(at, column), constant(0f, 1));
    }
  }
}
