package dev.lamina.compiler.plan;

import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.layer.Elementwise;
import dev.lamina.compiler.layer.Linear;
import dev.lamina.compiler.layer.Softmax;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Consecutive layers of vectors so small that one kernel computes them all without a loop, each
 * value in a local: loops, the division of work and the way through memory would take longer than
 * the arithmetic.
 *
 * @param links the layers in their order, of which the first is linear
 * @param size of the code
 */
record StraightLine(List<Link> links, int size) {
  /**
   * What a kernel may have: some 130 calls of the Vector API. From about 155 on, C1 of Java 17
   * gives up ("out of virtual registers"), upon which the JVM never gets to C2.
   */
  private static final int MAX_SIZE = 1080;

  /** A call of the Vector API. */
  private static final int CALL = 8;

  /** An operation on a vector and, often, a constant. */
  private static final int VECTOR_OPERATION = 12;

  /** A multiply-add of a scalar with a weight: limited by the size that the JVM compiles. */
  private static final int MULTIPLY_ADD = 3;

  /** Another operation on a scalar. */
  private static final int OPERATION = 2;

  /** The operations of an exponential, a logarithm and the like. */
  private static final int FUNCTION = 40;

  StraightLine {
    links = List.copyOf(links);
  }

  /** A layer, and how it multiplies if it is linear. */
  record Link(int node, Form form) {}

  /** How a matrix is multiplied by a vector. */
  enum Form {
    /** Each input times a column of weights: results lie in lanes. */
    COLUMNS,
    /**
     * Each row of weights times the inputs in lanes, which are then summed: results are scalars.
     */
    ROWS
  }

  int last() {
    return links.get(links.size() - 1).node();
  }

  /** The indices of all nodes. */
  List<Integer> nodes() {
    return links.stream().map(Link::node).toList();
  }

  /** All of a graph, by the index of the first node. */
  static Map<Integer, StraightLine> find(Graph graph, Target target, List<Layouts> layouts) {
    Map<Integer, StraightLine> lines = new HashMap<>();
    int[] uses = graph.uses();
    for (int n = 0; n < graph.nodes().size(); n++) {
      boolean begins =
          graph.layer(n) instanceof Linear
              && layouts.get(n).inputs().get(0).equals(Layout.rowMajor());
      if (begins) {
        StraightLine line = new Search(graph, target, uses).from(n);
        if (!line.links.isEmpty()) {
          lines.put(n, line);
          n = line.last();
        }
      }
    }
    return lines;
  }

  /** Adds layer after layer, as long as the code stays short. */
  private static final class Search {
    private final Graph graph;
    private final int lanes;
    private final int[] uses;
    private int size;

    /** Whether values lie in lanes. */
    private boolean across;

    /** Whether values come from memory. */
    private boolean stored = true;

    Search(Graph graph, Target target, int[] uses) {
      this.graph = graph;
      this.lanes = target.lanes();
      this.uses = uses;
    }

    StraightLine from(int first) {
      List<Link> links = new ArrayList<>();
      for (int n = first; n < graph.nodes().size(); n++) {
        Node node = graph.node(n);
        boolean follows = n == first || (node.inputs().equals(List.of(n - 1)) && uses[n - 1] == 1);
        if (!follows || !isPossible(node)) {
          break;
        }
        Form form = form(node);
        int more = size(node, form);
        if (size + more > MAX_SIZE) {
          break;
        }
        size += more;
        links.add(new Link(n, form));
        if (node.layer() instanceof Linear) {
          across = form == Form.COLUMNS && lanes > 1;
          stored = false;
        }
      }
      return new StraightLine(links, size);
    }

    private boolean isPossible(Node node) {
      boolean known =
          node.layer() instanceof Linear
              || node.layer() instanceof Softmax
              || node.layer() instanceof Elementwise;
      return known
          && node.shape().rank() == 1
          && node.fused().stream()
              .allMatch(
                  f ->
                      f.layer() instanceof Elementwise
                          && f.inputs().equals(List.of(Node.Fused.RESULT)));
    }

    /** The form that takes fewer instructions. */
    private Form form(Node node) {
      if (!(node.layer() instanceof Linear linear)) {
        return null;
      }
      boolean fillsVectors = lanes > 1 && linear.in() % lanes == 0 && (across || stored);
      return fillsVectors && rows(linear) < columns(linear) ? Form.ROWS : Form.COLUMNS;
    }

    private int columns(Linear linear) {
      if (lanes == 1) {
        return bounded(linear.in() * ((long) MULTIPLY_ADD * linear.out() + OPERATION));
      }
      int vectors = vectors(linear.out());
      int spreading = across ? 2 : 1;
      return bounded(CALL * (linear.in() * (2L * vectors + spreading) + vectors));
    }

    private int rows(Linear linear) {
      int folding = 4 * Integer.numberOfTrailingZeros(lanes) + 3;
      return bounded(CALL * (long) linear.out() * (2L * vectors(linear.in()) + folding));
    }

    private int vectors(int elements) {
      return (elements + lanes - 1) / lanes;
    }

    private int size(Node node, Form form) {
      int elements = (int) node.shape().elements();
      if (node.layer() instanceof Linear linear) {
        boolean columns = form == Form.COLUMNS;
        int product = columns ? columns(linear) : rows(linear);
        return bounded(product + mapped(elements, columns, epilogue(node)));
      }
      int own = node.layer() instanceof Elementwise e ? Epilogue.operations(e, FUNCTION) : FUNCTION;
      return bounded(mapped(elements, across, own + epilogue(node)));
    }

    /** Operations on every element, most of them with a constant. */
    private long mapped(int elements, boolean across, int operations) {
      return across && lanes > 1
          ? (long) VECTOR_OPERATION * operations * vectors(elements)
          : (long) OPERATION * operations * elements;
    }

    private static int epilogue(Node node) {
      return node.fused().stream().mapToInt(f -> Epilogue.operations(f.layer(), FUNCTION)).sum();
    }

    private static int bounded(long size) {
      return (int) Math.min(size, MAX_SIZE + 1);
    }
  }
}
