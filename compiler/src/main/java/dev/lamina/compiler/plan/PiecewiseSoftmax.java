package dev.lamina.compiler.plan;

import static dev.lamina.compiler.loop.Exprs.div;
import static dev.lamina.compiler.loop.Exprs.select;
import static dev.lamina.compiler.loop.Exprs.sub;

import dev.lamina.compiler.layer.Softmax;
import dev.lamina.compiler.loop.Expr;
import dev.lamina.compiler.scalar.Scalar.UnaryOp;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;

/** Softmax, log-softmax and softmin of a vector in locals. */
final class PiecewiseSoftmax {
  private final KernelWriter k;
  private final Softmax.Kind kind;
  private final int lanes;

  PiecewiseSoftmax(KernelWriter k, Softmax.Kind kind, int lanes) {
    this.k = k;
    this.kind = kind;
    this.lanes = lanes;
  }

  /** The result for values without lanes beyond them. */
  Pieces of(Pieces values) {
    Pieces signed = kind == Softmax.Kind.SOFTMIN ? values.map((x, i) -> x.negate()) : values;
    Spread largest = spread("largest", reduced(signed, this::larger));
    Pieces below = signed.map((x, i) -> k.let("below", sub(x, largest.in(Pieces.lanes(x)))));
    Pieces powers = below.map((x, i) -> k.let("power", Functions.apply(k, UnaryOp.EXP, x)));
    Expr sum = reduced(powers, Expr::plus);
    if (kind == Softmax.Kind.LOG_SOFTMAX) {
      Spread logarithm = spread("logarithm", Functions.apply(k, UnaryOp.LOG, sum));
      return below.map((x, i) -> k.let("result", sub(x, logarithm.in(Pieces.lanes(x)))));
    }
    Spread total = spread("total", sum);
    return powers.map((x, i) -> k.let("result", div(x, total.in(Pieces.lanes(x)))));
  }

  /** The larger; either one if one is NaN, since then all powers' sum is NaN anyway. */
  private Expr larger(Expr a, Expr b) {
    return select(Expr.Comparison.GT, a, b, a, b);
  }

  private Spread spread(String name, Expr scalar) {
    return new Spread(k, name, scalar, lanes);
  }

  /** All elements in one: those in vectors lane by lane first. */
  private Expr reduced(Pieces values, BinaryOperator<Expr> combine) {
    List<Expr> scalars = new ArrayList<>();
    Expr vector = null;
    for (Expr piece : values.pieces()) {
      if (!piece.type().isVector()) {
        scalars.add(piece);
      } else {
        vector = vector == null ? piece : k.let("both", combine.apply(vector, piece));
      }
    }
    if (vector != null) {
      scalars.add(0, k.let("across", Reductions.across(k, vector, combine)));
    }
    return scalars.stream().reduce((a, b) -> k.let("both", combine.apply(a, b))).orElseThrow();
  }
}
