package dev.lamina.compiler.plan;

import dev.lamina.compiler.loop.Expr;
import dev.lamina.compiler.scalar.Scalar;
import java.util.List;
import java.util.stream.Stream;

/** Functions of one element as code in a kernel. */
final class Functions {
  private Functions() {}

  /** The value of {@code function} for these inputs. */
  static Expr apply(KernelWriter k, Scalar function, Expr... inputs) {
    List<Expr> locals = Stream.of(inputs).map(e -> (Expr) k.let("x", e)).toList();
    return ScalarLowering.lower(
        function, k, leaf -> locals.get(((Scalar.Input) leaf).index()), inputs[0].type().lanes());
  }

  /** {@code op(x)}. */
  static Expr apply(KernelWriter k, Scalar.UnaryOp op, Expr x) {
    return apply(k, Scalar.x().apply(op), x);
  }
}
