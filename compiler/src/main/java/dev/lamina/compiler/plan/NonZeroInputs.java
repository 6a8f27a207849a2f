package dev.lamina.compiler.plan;

import static dev.lamina.compiler.loop.Exprs.add;
import static dev.lamina.compiler.loop.Exprs.index;
import static dev.lamina.compiler.loop.Exprs.load;
import static dev.lamina.compiler.loop.Exprs.mul;
import static dev.lamina.compiler.loop.Exprs.sub;

import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.graph.Weight;
import dev.lamina.compiler.layer.Elementwise;
import dev.lamina.compiler.layer.Layer;
import dev.lamina.compiler.layer.Linear;
import dev.lamina.compiler.layer.Shape;
import dev.lamina.compiler.loop.Array;
import dev.lamina.compiler.loop.Expr;
import dev.lamina.compiler.loop.Local;
import dev.lamina.compiler.scalar.Scalar;
import java.util.List;
import java.util.function.Consumer;

/**
 * Which inputs of a linear layer are not zero. Behind a relu many are, and one sample's time is
 * that of reading the weights: those of zeros need not be read.
 *
 * <p>Why the results are the same: a product that is left out is 0 times a finite weight, a zero of
 * either sign, and to add that to a sum changes at most the sign of a sum that is zero itself. Such
 * a sum goes on to the same values, but for the sign of zeros. So both ways add +0 to their
 * results, which makes -0 of it +0. Where a weight is not finite, all inputs count as not zero.
 */
final class NonZeroInputs {
  private static final int WITHOUT_SIGN = 0x7fffffff;

  /** Weights that do not fit the first-level cache. */
  private static final int FEWEST = 1 << 15;

  /** Weights that may be looked at in double precision while they are loaded. */
  private static final int MOST = 1 << 18;

  /** Takes what rounds to no finite float, which is less than 2^128, beyond the finite doubles. */
  private static final double BEYOND = 0x1p897;

  private final LoweringContext context;
  private final Buffer list;

  private NonZeroInputs(LoweringContext context, Buffer list) {
    this.context = context;
    this.list = list;
  }

  /** Whether the layer of one row a sample saves time by leaving out zeros. */
  static boolean pay(LoweringContext context) {
    Linear linear = (Linear) context.node().layer();
    long weights = (long) linear.in() * linear.out();
    return weights >= FEWEST
        && weights <= MOST
        && context.output().shape().rank() == 1
        && isRelu(context.graph().node(context.node().inputs().get(0)));
  }

  private static boolean isRelu(Node node) {
    List<Node.Fused> fused = node.fused();
    Layer last = fused.isEmpty() ? node.layer() : fused.get(fused.size() - 1).layer();
    return last instanceof Elementwise e
        && e.function() instanceof Scalar.Binary b
        && b.op() == Scalar.BinaryOp.MAX
        && b.b() instanceof Scalar.Constant c
        && c.value() == 0;
  }

  /** Adds the step that lists them for every sample that is not in a whole tile of {@code tile}. */
  static NonZeroInputs list(LoweringContext context, int tile) {
    int inputs = context.input(0).floats();
    NonZeroInputs result = new NonZeroInputs(context, context.temporary(inputs + 1));
    KernelWriter k = context.kernel("inputs that are not zero", "non_zero");
    Array x = k.array("x", context.input(0));
    Array marker =
        k.array("marker", context.packed(marker(context), Packing.rowMajor(Shape.of(1))));
    Array target = k.array("list", result.list);
    Local batch = k.batch();
    k.units(
        1,
        (group, unit) -> {
          Local from = k.let("first_row", mul(group, tile));
          Local end = k.let("end_row", add(from, tile).min(batch));
          k.branch(
              Expr.Comparison.LT,
              sub(end, from),
              index(tile),
              () ->
                  k.loop(
                      "row",
                      from,
                      end,
                      1,
                      row -> k.micro("non_zero", () -> result.write(k, x, marker, target, row))),
              () -> {});
        });
    k.step(tile, 1, inputs);
    return result;
  }

  /** 0, or NaN if a weight is not finite. */
  private static Weight marker(LoweringContext context) {
    Weight weight = context.node().weights().get("weight");
    Shape one = Shape.of(1);
    Weight beyond = new Weight.Constant(one, List.of(BEYOND));
    Weight large = new Weight.Binary(Weight.Op.MUL, weight, beyond);
    Shape row = Shape.of(1, Math.toIntExact(weight.shape().elements()));
    return new Weight.Contracted(
        new Weight.View(large, row), new Weight.Constant(one, List.of(0.0)), 0);
  }

  /** Their number, then the indices, as bits; without branches, which would be mispredicted. */
  private void write(KernelWriter k, Array x, Array marker, Array target, Expr row) {
    Expr inputs = k.integer("inputs", context.input(0).floats());
    Local from = k.let("x_row", mul(row, inputs));
    Local to = k.let("list_row", add(mul(row, add(inputs, 1)), 1));
    Local keepsAll = k.let("keeps_all", load(marker, index(0)).bits().and(WITHOUT_SIGN));
    Local end = k.let("end", to);
    k.loop(
        "i",
        inputs,
        i -> {
          k.store(target, end, i.fromBits());
          Expr bits = load(x, add(from, i)).bits().and(WITHOUT_SIGN);
          Local kept = k.let("kept", bits.or(keepsAll));
          k.set(end, sub(end, sub(index(0), kept).shr(31)));
        });
    k.store(target, sub(to, index(1)), sub(end, to).fromBits());
  }

  /** The loop over a row's inputs. */
  void each(KernelWriter k, Expr row, Consumer<Expr> body) {
    Array source = k.array("list", list);
    Local from = k.let("list_row", mul(row, k.integer("list_floats", list.floats())));
    Local count = k.let("count", load(source, from).bits());
    k.loop("n", count, n -> body.accept(k.let("i", load(source, add(add(from, n), 1)).bits())));
  }
}
