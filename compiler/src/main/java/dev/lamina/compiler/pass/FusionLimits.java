package dev.lamina.compiler.pass;

import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.layer.Elementwise;
import dev.lamina.compiler.layer.Layer;
import dev.lamina.compiler.scalar.Scalar;

/**
 * How much one kernel may do on its results: the JVM never compiles methods that grow too large.
 */
final class FusionLimits {
  private static final int LIMIT = 32;
  private static final int TRANSCENDENTAL = 8;
  private static final int LONG = 16;

  private FusionLimits() {}

  /** Whether {@code next} may be fused into {@code node}. */
  static boolean allow(Node node, Node next) {
    int size = size(node.layer()) + size(next.layer());
    return size + node.fused().stream().mapToInt(f -> size(f.layer())).sum() <= LIMIT;
  }

  private static int size(Layer layer) {
    return layer instanceof Elementwise e ? size(e.function()) : 1;
  }

  private static int size(Scalar s) {
    if (s instanceof Scalar.Unary u) {
      return size(u.a()) + size(u.op());
    }
    if (s instanceof Scalar.Binary b) {
      return size(b.a()) + size(b.b()) + (b.op() == Scalar.BinaryOp.POW ? LONG : 1);
    }
    if (s instanceof Scalar.Select c) {
      return size(c.a()) + size(c.b()) + size(c.then()) + size(c.otherwise()) + 1;
    }
    return 0;
  }

  private static int size(Scalar.UnaryOp op) {
    return switch (op) {
      case NEG, ABS, SQRT -> 1;
      case ERFC -> LONG;
      default -> TRANSCENDENTAL;
    };
  }
}
