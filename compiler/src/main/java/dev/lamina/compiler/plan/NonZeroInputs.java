package dev.lamina.compiler.plan;

import static dev.lamina.compiler.loop.Exprs.add;
import static dev.lamina.compiler.loop.Exprs.index;
import static dev.lamina.compiler.loop.Exprs.load;
import static dev.lamina.compiler.loop.Exprs.mul;
import static dev.lamina.compiler.loop.Exprs.sub;

import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.graph.Weight;
import dev.lamina.compiler.layer.Layer;
import dev.lamina.compiler.layer.Linear;
import dev.lamina.compiler.layer.MaxPool;
import dev.lamina.compiler.layer.Shape;
import dev.lamina.compiler.layer.View;
import dev.lamina.compiler.loop.Array;
import dev.lamina.compiler.loop.Expr;
import dev.lamina.compiler.loop.Local;
import java.util.ArrayList;
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
  /** Weights that do not fit the first-level cache. */
  private static final int FEWEST = 1 << 15;

  /** Weights that may be looked at in double precision while they are loaded. */
  private static final int MOST = 1 << 18;

  /** Takes what rounds to no finite float, which is less than 2^128, beyond the finite doubles. */
  private static final double BEYOND = 0x1p897;

  private final Buffer words;
  private final List<Integer> order;
  private final int lanes;

  private NonZeroInputs(LoweringContext context) {
    int inputs = context.input(0).floats();
    this.lanes = context.lanes();
    this.words = context.temporary(NonZeroInputsKernel.floats(inputs, lanes));
    this.order = NonZeroInputsKernel.order(inputs, lanes);
  }

  /** Whether the layer of one row a sample saves time by leaving out zeros. */
  static boolean pay(LoweringContext context) {
    Linear linear = (Linear) context.node().layer();
    long weights = (long) linear.in() * linear.out();
    return weights >= FEWEST
        && weights <= MOST
        && context.output().shape().rank() == 1
        && isRelu(context.graph(), context.graph().node(context.node().inputs().get(0)));
  }

  /** Whether the node gives what a relu gave, or the largest of that. */
  private static boolean isRelu(Graph graph, Node node) {
    List<Layer> layers = new ArrayList<>(List.of(node.layer()));
    node.fused().forEach(fused -> layers.add(fused.layer()));
    for (int i = layers.size() - 1; i >= 0; i--) {
      Layer layer = layers.get(i);
      if (!(layer instanceof MaxPool || layer instanceof View)) {
        return NonNegative.isRelu(layer);
      }
    }
    return isRelu(graph, graph.node(node.inputs().get(0)));
  }

  /** Adds the step that finds them for every sample that is not in a whole tile of {@code tile}. */
  static NonZeroInputs find(LoweringContext context, int tile) {
    NonZeroInputs result = new NonZeroInputs(context);
    KernelWriter k = context.kernel("inputs that are not zero", "non_zero");
    NonZeroInputsKernel kernel = new NonZeroInputsKernel(context, k, marker(context), result.words);
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
                  k.loop("row", from, end, 1, row -> k.micro("non_zero", () -> kernel.write(row))),
              () -> {});
        });
    k.step(tile, 1, context.input(0).floats() / 4);
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

  /** The inputs in the order in which all rows are to be summed up. */
  Array order(KernelWriter k) {
    return k.table("order", order);
  }

  /**
   * The loop over a row's inputs: bit by bit and, without a branch, word by word. No word is 0, so
   * each turn takes its word's lowest bit off; where none is left, the next word comes in.
   */
  void each(KernelWriter k, Expr row, Consumer<Expr> body) {
    Array source = k.array("words", words);
    Local from = k.let("words_row", mul(row, k.integer("words_floats", words.floats())));
    Local first = k.let("first_word", add(from, 1));
    Local at = k.let("word_at", index(0));
    Local word = k.let("word", load(source, first).bits());
    Local count = k.let("count", load(source, from).bits());
    k.loop(
        "n",
        count,
        n -> {
          Local bit = k.let("bit", add(word.and(word.negate()), -1).bitCount());
          Local input = k.let("i", NonZeroInputsKernel.input(at, bit, order.size(), lanes));
          Local rest = k.let("rest", word.and(add(word, -1)));
          Local ifNone = k.let("if_none", add(rest, -1).shr(31));
          k.set(at, sub(at, ifNone));
          k.set(word, rest.or(load(source, add(first, at)).bits().and(ifNone)));
          body.accept(input);
        });
  }
}
