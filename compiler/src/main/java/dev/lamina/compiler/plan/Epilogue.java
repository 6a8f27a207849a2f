package dev.lamina.compiler.plan;

import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.graph.Weight;
import dev.lamina.compiler.layer.Arithmetic;
import dev.lamina.compiler.layer.Elementwise;
import dev.lamina.compiler.layer.Layer;
import dev.lamina.compiler.layer.Shape;
import dev.lamina.compiler.loop.Array;
import dev.lamina.compiler.loop.Expr;
import dev.lamina.compiler.loop.Exprs;
import dev.lamina.compiler.scalar.Scalar;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The layers fused into a node, as code: applied by every kernel to each of its results before it
 * is stored. Element-wise functions and arithmetic are done here; a pooling, always the last, is
 * the kernel's affair.
 */
public final class Epilogue {
  private static final int SHORT = 8;
  private static final int LONG = SHORT + 1;
  private static final Set<Scalar.UnaryOp> SIMPLE =
      Set.of(Scalar.UnaryOp.NEG, Scalar.UnaryOp.ABS, Scalar.UnaryOp.SQRT);

  private final LoweringContext context;
  private final KernelWriter kernel;
  private final Shape shape;
  private final Map<Object, Array> arrays = new HashMap<>();

  Epilogue(LoweringContext context, KernelWriter kernel) {
    this.context = context;
    this.kernel = kernel;
    this.shape = context.epilogueShape();
  }

  /** The shape of a node's result before a fused pooling. */
  static Shape shape(Graph graph, Node node) {
    List<Shape> inputs = graph.inputShapes(node);
    Shape shape = node.layer().shape(inputs);
    for (Node.Fused fused : node.fused()) {
      if (isPointwise(fused.layer())) {
        shape = fused.shape();
      }
    }
    return shape;
  }

  /** The shape that the element-wise layers work on: the node's, before a fused pooling. */
  public Shape shape() {
    return shape;
  }

  /** Whether the epilogue can do that layer: all but pooling. */
  public static boolean isPointwise(Layer layer) {
    return layer instanceof Elementwise || layer instanceof Arithmetic;
  }

  /** Whether the node's own function, or one fused into it, distinguishes channels. */
  public static boolean differsByChannel(Node node) {
    boolean own = node.weights().values().stream().anyMatch(w -> w.shape().elements() > 1);
    return own
        || node.fused().stream()
            .anyMatch(
                f ->
                    f.layer() instanceof Arithmetic
                        || f.weights().values().stream().anyMatch(w -> w.shape().elements() > 1));
  }

  /**
   * Whether the fused layers are a few instructions only, so that a kernel may repeat them for each
   * of the results that it holds in locals.
   */
  public static boolean isShort(Node node) {
    return isShort(node, 1);
  }

  /** The same for a kernel that holds {@code times} as many results as usual. */
  static boolean isShort(Node node, int times) {
    return operations(node) * times <= SHORT;
  }

  /** The operations of all fused layers, of which a transcendental function counts many. */
  static int operations(Node node) {
    return node.fused().stream().mapToInt(f -> size(f.layer())).sum();
  }

  private static int size(Layer layer) {
    return operations(layer, LONG);
  }

  /**
   * The operations of a fused layer, of which a transcendental function counts {@code function}.
   */
  static int operations(Layer layer, int function) {
    return layer instanceof Elementwise e ? operations(e.function(), function) : 1;
  }

  private static int operations(Scalar s, int function) {
    if (s instanceof Scalar.Unary u) {
      return operations(u.a(), function) + (SIMPLE.contains(u.op()) ? 1 : function);
    }
    if (s instanceof Scalar.Binary b) {
      int own = b.op() == Scalar.BinaryOp.POW ? function : 1;
      return operations(b.a(), function) + operations(b.b(), function) + own;
    }
    if (s instanceof Scalar.Select c) {
      return 1
          + operations(c.a(), function)
          + operations(c.b(), function)
          + operations(c.then(), function)
          + operations(c.otherwise(), function);
    }
    return 0;
  }

  /** The pooling fused into a node, if there is one. */
  public static Optional<Node.Fused> pooling(Node node) {
    List<Node.Fused> fused = node.fused();
    return fused.isEmpty() || isPointwise(fused.get(fused.size() - 1).layer())
        ? Optional.empty()
        : Optional.of(fused.get(fused.size() - 1));
  }

  /**
   * The names of the fused layers, for the algorithm's text: {@code "direct conv" + describe()}.
   */
  public static String describe(Node node) {
    StringBuilder text = new StringBuilder();
    node.fused().forEach(f -> text.append(", ").append(f.layer()));
    return text.toString();
  }

  /** The layers fused into a node but for a pooling. */
  static List<Node.Fused> pointwise(Node node) {
    List<Node.Fused> fused = node.fused();
    return pooling(node).isEmpty() ? fused : fused.subList(0, fused.size() - 1);
  }

  /** The value after all element-wise layers and arithmetic. Adds statements to the kernel. */
  public Expr apply(Expr value, Site site) {
    return apply(pointwise(context.node()), value, site);
  }

  /** The same without the last of them. */
  Expr applyButLast(Expr value, Site site) {
    List<Node.Fused> fused = pointwise(context.node());
    return apply(fused.subList(0, fused.size() - 1), value, site);
  }

  private Expr apply(List<Node.Fused> layers, Expr value, Site site) {
    Expr result = value;
    int operand = 0;
    for (Node.Fused fused : layers) {
      List<Expr> operands = new ArrayList<>();
      for (int input : fused.inputs()) {
        operands.add(
            input == Node.Fused.RESULT ? result : operand(operand++, value.type().lanes(), site));
      }
      result = apply(fused.layer(), fused.weights(), operands, site);
    }
    return result;
  }

  /** One element-wise layer or arithmetic on given operands. Adds statements to the kernel. */
  public Expr apply(Layer layer, Map<String, Weight> weights, List<Expr> operands, Site site) {
    if (layer instanceof Arithmetic arithmetic) {
      Expr result = operands.get(0);
      for (Expr e : operands.subList(1, operands.size())) {
        result = new Expr.Binary(binary(arithmetic.op()), result, e);
      }
      return kernel.let("v", result);
    }
    int lanes = operands.get(0).type().lanes();
    List<Expr> inputs = operands.stream().map(this::named).toList();
    return ScalarLowering.lower(
        ((Elementwise) layer).function(),
        kernel,
        leaf ->
            leaf instanceof Scalar.Input input
                ? inputs.get(input.index())
                : parameter(weights.get(((Scalar.Parameter) leaf).name()), lanes, site),
        lanes);
  }

  /** The value in a local, so that it is computed once however often it is used. */
  private Expr named(Expr value) {
    return value instanceof dev.lamina.compiler.loop.Local ? value : kernel.let("v", value);
  }

  private static Expr.BinaryOp binary(Arithmetic.Operator op) {
    return switch (op) {
      case ADD -> Expr.BinaryOp.ADD;
      case SUB -> Expr.BinaryOp.SUB;
      case MUL -> Expr.BinaryOp.MUL;
      case DIV -> Expr.BinaryOp.DIV;
    };
  }

  /** A parameter of a layer: its only value, or the channel's. */
  private Expr parameter(Weight weight, int lanes, Site site) {
    int size = Math.toIntExact(weight.shape().elements());
    Array array =
        arrays.computeIfAbsent(
            weight, w -> kernel.array("parameter", context.packed(weight, vector(weight))));
    if (size == 1) {
      return kernel.let("p", Exprs.splat(Exprs.load(array, Exprs.index(0)), lanes));
    }
    return kernel.let("p", perChannel(array, site.channel(), lanes, site));
  }

  /** One a channel, with zeros behind them up to a whole vector. */
  private Packing vector(Weight weight) {
    int size = Math.toIntExact(weight.shape().elements());
    int lanes = context.lanes();
    return Packing.padded(weight.shape(), size == 1 ? 1 : (size + lanes - 1) / lanes * lanes);
  }

  private static Expr perChannel(Array array, Expr index, int lanes, Site site) {
    return site.acrossChannels()
        ? Exprs.load(array, index, lanes)
        : Exprs.splat(Exprs.load(array, index), lanes);
  }

  /** An operand that is another value of the graph: of the result's shape, or one a channel. */
  private Expr operand(int position, int lanes, Site site) {
    Buffer buffer = context.operand(position);
    Array array = arrays.computeIfAbsent(buffer, b -> kernel.array("operand", buffer));
    Expr base = Exprs.mul(site.sample(), kernel.integer("operand_floats", buffer.floats()));
    if (buffer.shape().equals(shape)) {
      Expr element = kernel.apart("operand", () -> site.element().apply(buffer));
      return kernel.let("o", Exprs.load(array, Exprs.add(base, element), lanes));
    }
    return kernel.let("o", perChannel(array, Exprs.add(base, site.channel()), lanes, site));
  }
}
