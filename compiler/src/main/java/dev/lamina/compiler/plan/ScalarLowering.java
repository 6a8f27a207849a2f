package dev.lamina.compiler.plan;

import dev.lamina.compiler.loop.Expr;
import dev.lamina.compiler.loop.Exprs;
import dev.lamina.compiler.scalar.Scalar;
import java.util.function.Function;

/** Makes code of functions of one element. */
final class ScalarLowering {
  private final KernelWriter kernel;
  private final Function<Scalar, Expr> leaves;
  private final int lanes;

  private ScalarLowering(KernelWriter kernel, Function<Scalar, Expr> leaves, int lanes) {
    this.kernel = kernel;
    this.leaves = leaves;
    this.lanes = lanes;
  }

  /**
   * The value of a function.
   *
   * @param function the function
   * @param kernel gets the statements
   * @param leaves the values of inputs and parameters: locals of {@code lanes} floats
   * @param lanes of all values
   */
  static Expr lower(
      Scalar function, KernelWriter kernel, Function<Scalar, Expr> leaves, int lanes) {
    return new ScalarLowering(kernel, leaves, lanes).lower(function);
  }

  private Expr lower(Scalar s) {
    if (s instanceof Scalar.Constant c) {
      return Exprs.constant((float) c.value(), lanes);
    }
    if (s instanceof Scalar.Binary b) {
      return kernel.let("v", new Expr.Binary(op(b.op()), lower(b.a()), lower(b.b())));
    }
    if (s instanceof Scalar.Unary u) {
      return kernel.let("v", new Expr.Unary(Expr.UnaryOp.valueOf(u.op().name()), lower(u.a())));
    }
    if (s instanceof Scalar.Select select) {
      return kernel.let(
          "v",
          new Expr.Select(
              Expr.Comparison.valueOf(select.comparison().name()),
              lower(select.a()),
              lower(select.b()),
              lower(select.then()),
              lower(select.otherwise())));
    }
    return leaves.apply(s);
  }

  private static Expr.BinaryOp op(Scalar.BinaryOp op) {
    return Expr.BinaryOp.valueOf(op.name());
  }
}
