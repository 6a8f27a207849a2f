package dev.lamina.compiler.plan;

import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.layer.Shape;
import dev.lamina.compiler.loop.Array;
import dev.lamina.compiler.loop.Expr;

/** The row-major result of a node in a kernel: applies the fused layers and stores. */
final class Result {
  private final KernelWriter kernel;
  private final Epilogue epilogue;
  private final Array array;
  private final int floats;
  private final int plane;
  private final boolean perChannel;

  Result(LoweringContext context, KernelWriter kernel) {
    this.kernel = kernel;
    this.epilogue = context.epilogue(kernel);
    this.array = kernel.array("out", context.output());
    this.floats = context.output().floats();
    Shape shape = epilogue.shape();
    this.plane = Math.toIntExact(shape.elements(1, shape.rank()));
    this.perChannel = perChannel(context.node());
  }

  /** Whether a fused layer distinguishes channels. */
  private static boolean perChannel(Node node) {
    return node.fused().stream()
        .anyMatch(
            f ->
                f.inputs().size() > 1
                    || f.weights().values().stream().anyMatch(w -> w.shape().elements() > 1));
  }

  /**
   * How many consecutive elements, from a multiple of that number on, a loop over vectors may
   * cover: all, or a channel's where a fused layer distinguishes channels.
   */
  int run() {
    return perChannel && plane > 1 ? plane : floats;
  }

  /** The value after the fused layers, for consecutive elements of a sample. */
  private Expr finished(Expr sample, Expr element, Expr value) {
    Site site =
        plane == 1
            ? Site.across(sample, element, element)
            : Site.in(
                sample,
                element,
                perChannel ? element.div(kernel.integer("plane", plane)) : element);
    return epilogue.apply(value, site);
  }

  /** Stores the value from {@code element} of the sample on, after the fused layers. */
  void store(Expr sample, Expr element, Expr value) {
    Expr at = kernel.let("at", element);
    kernel.store(array, index(sample, at), finished(sample, at, value));
  }

  /** Stores an intermediate value, which {@link #load} gives back. */
  void keep(Expr sample, Expr element, Expr value) {
    kernel.store(array, index(sample, element), value);
  }

  /** What {@link #keep} stored. */
  Expr load(Expr sample, Expr element, int lanes) {
    return new Expr.Load(array, index(sample, element), lanes);
  }

  private Expr index(Expr sample, Expr element) {
    return sample.times(kernel.integer("outputs", floats)).plus(element);
  }
}
