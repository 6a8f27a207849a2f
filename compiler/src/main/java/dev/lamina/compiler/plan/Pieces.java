package dev.lamina.compiler.plan;

import static dev.lamina.compiler.loop.Exprs.splat;

import dev.lamina.compiler.loop.Expr;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.ObjIntConsumer;

/**
 * A short vector of the network in locals of a kernel: vectors, then scalars.
 *
 * @param count how many elements it has; lanes of the last piece beyond them hold anything
 * @param pieces what holds them, in their order
 */
record Pieces(int count, List<Expr> pieces) {
  Pieces {
    pieces = List.copyOf(pieces);
  }

  /** What is made of each piece and the index of its first element. */
  Pieces map(BiFunction<Expr, Integer, Expr> function) {
    List<Expr> mapped = new ArrayList<>();
    int first = 0;
    for (Expr piece : pieces) {
      mapped.add(function.apply(piece, first));
      first += lanes(piece);
    }
    return new Pieces(count, mapped);
  }

  /** Does something with each piece and the index of its first element. */
  void forEach(ObjIntConsumer<Expr> action) {
    int first = 0;
    for (Expr piece : pieces) {
      action.accept(piece, first);
      first += lanes(piece);
    }
  }

  /** Element {@code index} in that many lanes. */
  Expr spread(int index, int lanes) {
    int first = 0;
    for (Expr piece : pieces) {
      if (index < first + lanes(piece)) {
        return splat(lanes(piece) == 1 ? piece : piece.lane(index - first), lanes);
      }
      first += lanes(piece);
    }
    throw new IndexOutOfBoundsException(index);
  }

  /** The same without lanes beyond the elements: those of the last vector become scalars. */
  Pieces exact(KernelWriter k) {
    List<Expr> exact = new ArrayList<>();
    int first = 0;
    for (Expr piece : pieces) {
      if (first + lanes(piece) <= count) {
        exact.add(piece);
      } else {
        for (int lane = 0; first + lane < count; lane++) {
          exact.add(k.let("element", piece.lane(lane)));
        }
      }
      first += lanes(piece);
    }
    return new Pieces(count, exact);
  }

  static int lanes(Expr piece) {
    return piece.type().lanes();
  }
}
