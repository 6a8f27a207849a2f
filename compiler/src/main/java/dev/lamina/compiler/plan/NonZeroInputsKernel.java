package dev.lamina.compiler.plan;

import static dev.lamina.compiler.loop.Exprs.add;
import static dev.lamina.compiler.loop.Exprs.constant;
import static dev.lamina.compiler.loop.Exprs.index;
import static dev.lamina.compiler.loop.Exprs.load;
import static dev.lamina.compiler.loop.Exprs.mul;
import static dev.lamina.compiler.loop.Exprs.select;
import static dev.lamina.compiler.loop.Exprs.sub;

import dev.lamina.compiler.graph.Weight;
import dev.lamina.compiler.loop.Array;
import dev.lamina.compiler.loop.Expr;
import dev.lamina.compiler.loop.Local;
import java.util.ArrayList;
import java.util.List;

/**
 * The kernel of {@link NonZeroInputs}: the number of bits that are set, then words of bits, as the
 * bits of floats. Vectors make a bit of each input, and those of {@link #VECTORS} vectors add up
 * lane by lane, so that nothing crosses lanes. It has no branches, which would be mispredicted.
 *
 * <p>While bits are added up they are the low ones of {@link #BASE}: all vectors are of floats,
 * since C2 of Java 17 once in a while leaves chains of integer ones in boxes.
 */
final class NonZeroInputsKernel {
  /** A float whose low bits are free for an integer that is added. */
  private static final int BASE = 1 << 23;

  /** Vectors of a block: bits of a word. */
  private static final int VECTORS = 16;

  private final KernelWriter k;
  private final int inputs;
  private final int lanes;
  private final Array x;
  private final Array marker;
  private final Array words;
  private final int floats;

  /**
   * Declares what it needs.
   *
   * @param marker 0, or NaN if all inputs are to count as not zero
   */
  NonZeroInputsKernel(LoweringContext context, KernelWriter k, Weight marker, Buffer words) {
    this.k = k;
    this.inputs = context.input(0).floats();
    this.lanes = context.lanes();
    this.x = k.array("x", context.input(0));
    this.marker = k.array("marker", context.packed(marker, Packing.rowMajor(marker.shape())));
    this.words = k.array("words", words);
    this.floats = words.floats();
  }

  /**
   * The floats of a row: the number, the words, and room for a vector that begins with the last.
   */
  static int floats(int inputs, int lanes) {
    return 1 + words(inputs, lanes) + lanes;
  }

  private static int words(int inputs, int lanes) {
    int whole = inputs / (VECTORS * lanes) * lanes;
    return whole + Math.min(inputs % (VECTORS * lanes), lanes);
  }

  /** The inputs in the order of their bits. */
  static List<Integer> order(int inputs, int lanes) {
    List<Integer> order = new ArrayList<>();
    for (int word = 0; word < words(inputs, lanes); word++) {
      int first = word / lanes * VECTORS * lanes + word % lanes;
      int end = Math.min(inputs, first + VECTORS * lanes);
      for (int i = first; i < end; i += lanes) {
        order.add(i);
      }
    }
    return order;
  }

  /** The input that bit {@code bit} of a word stands for. */
  static Expr input(Expr word, Expr bit, int inputs, int lanes) {
    Expr inBlock = add(word, mul(bit, lanes));
    return inputs <= VECTORS * lanes ? inBlock : add(inBlock, mul(word.and(-lanes), VECTORS - 1));
  }

  /** Makes the words of a row's inputs. */
  void write(Expr row) {
    Local from = k.let("x_row", mul(row, k.integer("inputs", inputs)));
    Local to = k.let("words_row", add(mul(row, k.integer("words_floats", floats)), 1));
    int blocks = inputs / (VECTORS * lanes);
    int vectors = inputs % (VECTORS * lanes) / lanes;
    Expr whole = k.integer("blocks", blocks);
    if (blocks > 0) {
      k.loop("block", whole, b -> block(from, to, b, VECTORS));
    }
    if (inputs % (VECTORS * lanes) > 0) {
      block(from, to, whole, vectors);
    }
    Local count = k.let("count", index(0));
    Local last = k.let("last", add(to, mul(whole, lanes)));
    count(to, blocks * lanes, VECTORS, count);
    if (inputs % lanes > 0) {
      k.loop("i", k.integer("rest", inputs % lanes), i -> keep(add(last, i), vectors));
    }
    count(last, words(inputs, lanes) - blocks * lanes, vectors, count);
    k.store(words, sub(to, index(1)), count.fromBits());
  }

  /** The words of a block of vectors. */
  private void block(Local from, Local to, Expr block, int vectors) {
    Local first = k.let("first", add(from, mul(block, VECTORS * lanes)));
    Expr none = constant(BASE, lanes);
    Expr all = vectors == 0 ? none : add(none, bits(first, 0, vectors));
    k.store(words, add(to, mul(block, lanes)), all);
  }

  /** The bits of the vectors from {@code begin} to {@code end} of a block, added up as a tree. */
  private Expr bits(Local first, int begin, int end) {
    if (end - begin > 1) {
      int middle = (begin + end) / 2;
      Expr left = bits(first, begin, middle);
      return k.let("bits", add(left, bits(first, middle, end)));
    }
    Expr value = load(x, add(first, begin * lanes), lanes);
    Expr zero = constant(0f, lanes);
    Expr bit = constant(1 << begin, lanes);
    return k.let("bit", select(Expr.Comparison.NE, value, zero, bit, zero));
  }

  /** An input behind the last whole vector always counts as not zero. */
  private void keep(Expr at, int bit) {
    k.store(words, at, load(words, at).bits().or(1 << bit).fromBits());
  }

  /** Makes words of floats' low bits and counts those set: at least one, as readers expect. */
  private void count(Expr first, int words, int vectors, Local count) {
    if (words == 0) {
      return;
    }
    Expr keepsAll = load(marker, index(0)).bits().shl(1).shr(31);
    Local kept = k.let("kept", keepsAll.and((1 << vectors) - 1));
    k.loop(
        "i",
        k.integer("words", words),
        i -> {
          Local at = k.let("at", add(first, i));
          Expr low = load(this.words, at).bits().and(BASE - 1);
          Local word = k.let("word", low.or(kept).max(1));
          k.store(this.words, at, word.fromBits());
          k.set(count, add(count, word.bitCount()));
        });
  }
}
