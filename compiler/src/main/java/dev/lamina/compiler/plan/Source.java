package dev.lamina.compiler.plan;

import dev.lamina.compiler.loop.Array;
import dev.lamina.compiler.loop.Expr;

/** A row-major value that a kernel reads. */
final class Source {
  private final KernelWriter kernel;
  private final Array array;
  private final int floats;

  Source(KernelWriter kernel, Buffer buffer) {
    this(kernel, kernel.array("in", buffer), buffer.floats());
  }

  private Source(KernelWriter kernel, Array array, int floats) {
    this.kernel = kernel;
    this.array = array;
    this.floats = floats;
  }

  /** The node's input of that position. */
  static Source input(LoweringContext context, KernelWriter kernel, int position) {
    return new Source(kernel, context.input(position));
  }

  /** The elements from {@code element} of the sample on. */
  Expr load(Expr sample, Expr element, int lanes) {
    return new Expr.Load(
        array, sample.times(kernel.integer("inputs", floats)).plus(element), lanes);
  }

  /** One element. */
  Expr load(Expr sample, Expr element) {
    return load(sample, element, 1);
  }
}
