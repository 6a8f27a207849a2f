package dev.lamina.compiler.plan;

import static dev.lamina.compiler.loop.Exprs.add;
import static dev.lamina.compiler.loop.Exprs.constant;
import static dev.lamina.compiler.loop.Exprs.index;
import static dev.lamina.compiler.loop.Exprs.max;
import static dev.lamina.compiler.loop.Exprs.splat;

import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.layer.MaxPool;
import dev.lamina.compiler.layer.Pair;
import dev.lamina.compiler.loop.Array;
import dev.lamina.compiler.loop.Expr;
import java.util.List;

/**
 * Max pooling of 2x2 results that a kernel holds in locals, before it stores them.
 *
 * @param side results of a window, along a side: 2, or 1 where nothing is pooled
 * @param order how the largest is found
 */
record TilePooling(int side, Order order) {
  /** As what results are compared. */
  private enum Order {
    FLOATS,

    /** Non-negative results by their bits: one instruction. */
    BITS,

    /**
     * What is below zero as well, since all results go through a relu: the largest does instead.
     */
    BITS_BEFORE_RELU
  }

  /** From a negative NaN's bits to those of a positive number; from other negative bits to less. */
  private static final int BEYOND_NAN = 0x007fffff;

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
    return Epilogue.pooling(context.node()).isEmpty()
        ? new TilePooling(1, Order.FLOATS)
        : new TilePooling(2, order(context));
  }

  private static Order order(LoweringContext context) {
    List<Node.Fused> layers = Epilogue.pointwise(context.node());
    if (context.target() == Target.SIMD512
        && !layers.isEmpty()
        && NonNegative.isRelu(layers.get(layers.size() - 1).layer())) {
      return Order.BITS_BEFORE_RELU;
    }
    return NonNegative.holds(context.graph(), context.layers().get(0)) ? Order.BITS : Order.FLOATS;
  }

  /** The row or column of stored results that has result {@code place}. */
  Expr stored(Expr place) {
    return side == 1 ? place : place.div(side);
  }

  /** A result after the fused layers, as {@link #larger} takes it. */
  Expr operand(KernelWriter k, Epilogue epilogue, Expr result, Site site) {
    return switch (order) {
      case FLOATS -> epilogue.apply(result, site);
      case BITS -> k.let("bits", epilogue.apply(result, site).bits().and(BlockedPool.WITHOUT_SIGN));
      case BITS_BEFORE_RELU -> nanAsLargest(k, epilogue.applyButLast(result, site).bits());
    };
  }

  /** Bits in which every NaN is positive, and so the largest; others are as they were. */
  private static Expr nanAsLargest(KernelWriter k, Expr raw) {
    Expr bits = k.let("bits", raw);
    Expr shifted = add(bits, integer(BEYOND_NAN, bits));
    return k.let("bits", bits.and(shifted.or(BlockedPool.WITHOUT_SIGN)));
  }

  /** The larger of two operands, an operand again. */
  Expr larger(KernelWriter k, Expr a, Expr b) {
    return k.let("larger", max(a, b));
  }

  /** The result that an operand stands for. */
  Expr result(Expr operand) {
    return switch (order) {
      case FLOATS -> operand;
      case BITS -> operand.fromBits();
      case BITS_BEFORE_RELU -> max(operand, integer(0, operand)).fromBits();
    };
  }

  /** A constant of the type of {@code like}. */
  private static Expr integer(int value, Expr like) {
    return splat(index(value), like.type().lanes());
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
