package dev.lamina.compiler.plan;

import static dev.lamina.compiler.loop.Exprs.splat;

import dev.lamina.compiler.loop.Expr;

/** A scalar of a kernel, also in every lane of a vector. */
final class Spread {
  private final Expr scalar;
  private final Expr vector;

  Spread(KernelWriter kernel, String name, Expr scalar, int lanes) {
    this.scalar = kernel.let(name, scalar);
    this.vector = lanes == 1 ? this.scalar : kernel.let(name, splat(this.scalar, lanes));
  }

  /** In that many lanes: one, or as many as the vector has. */
  Expr in(int lanes) {
    return lanes == 1 ? scalar : vector;
  }
}
