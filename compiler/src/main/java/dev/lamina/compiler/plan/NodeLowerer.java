package dev.lamina.compiler.plan;

import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.layer.Input;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Walks the graph and has every node lowered: gives each value its buffer, makes views share that
 * of their operand, and puts conversions between different layouts.
 */
final class NodeLowerer {
  private final Draft draft;
  private final Graph graph;
  private final Repeats repeats;
  private final List<Layouts> layouts;
  private final Map<Integer, ConcatParts.Part> parts;
  private final Map<Integer, StraightLine> lines;
  private final Map<Integer, DepthwisePair> pairs;
  private final Map<Integer, Buffer> places = new HashMap<>();
  private final List<Map<Layout, Buffer>> values = new ArrayList<>();

  private NodeLowerer(Draft draft, List<Layouts> layouts) {
    this.draft = draft;
    this.repeats = new Repeats(draft);
    this.graph = draft.graph();
    this.layouts = layouts;
    this.parts = ConcatParts.of(graph, layouts);
    this.lines = StraightLine.find(graph, draft.target(), layouts);
    this.pairs = DepthwisePair.find(draft, layouts);
  }

  /** Adds all steps to the draft, and binds its inputs and outputs. */
  static void lower(Draft draft) {
    new NodeLowerer(draft, LayoutPlanner.plan(draft)).lower();
  }

  private void lower() {
    graph.nodes().forEach(n -> values.add(new HashMap<>()));
    for (int i = 0; i < graph.nodes().size(); i++) {
      if (lines.containsKey(i)) {
        StraightLine line = lines.get(i);
        put(line.last(), lower(line));
        i = line.last();
      } else if (pairs.containsKey(i)) {
        DepthwisePair pair = pairs.get(i);
        put(pair.depthwise(), lower(pair));
        i = pair.depthwise();
      } else {
        put(i, lower(i, graph.node(i)));
      }
    }
    for (int i = 0; i < graph.outputs().size(); i++) {
      bindOutput(i, graph.outputs().get(i).node());
    }
  }

  private Buffer lower(int index, Node node) {
    Layouts wanted = layouts.get(index);
    if (node.layer() instanceof Input layer) {
      Buffer input = draft.buffer(node.shape(), wanted.output());
      int position = graph.inputs().indexOf(index);
      draft.bind(
          input, layer.isBytes() ? new Operand.ByteInput(position) : new Operand.Input(position));
      return input;
    }
    List<Buffer> inputs = new ArrayList<>();
    for (int i = 0; i < node.inputs().size(); i++) {
      inputs.add(value(index, node.inputs().get(i), wanted.inputs().get(i)));
    }
    if (Views.isView(node)) {
      return inputs.get(0).as(node.shape(), wanted.output());
    }
    List<Buffer> operands = operands(index, node);
    Buffer output = place(index);
    repeats.lower(
        new LoweringContext(draft, index, inputs, operands, output),
        draft.lowerings().of(node, graph, draft.target()).orElseThrow());
    return output;
  }

  /** What the node's fused layers take beside its result. */
  private List<Buffer> operands(int index, Node node) {
    Layout wanted = layouts.get(index).output();
    List<Buffer> operands = new ArrayList<>();
    for (Node.Fused fused : node.fused()) {
      fused.inputs().stream()
          .filter(i -> i != Node.Fused.RESULT)
          .forEach(i -> operands.add(value(index, i, operandLayout(i, node, wanted))));
    }
    return operands;
  }

  private Buffer lower(DepthwisePair pair) {
    int operand = graph.node(pair.conv()).inputs().get(0);
    Buffer input = value(pair.conv(), operand, layouts.get(pair.conv()).inputs().get(0));
    List<Buffer> operands = operands(pair.depthwise(), graph.node(pair.depthwise()));
    Buffer output = place(pair.depthwise());
    LoweringContext context = LoweringContext.of(draft, pair.nodes(), input, operands, output);
    BorderKernel.zero(context, output);
    new DepthwisePairKernel(context, pair).write();
    return output;
  }

  private Buffer lower(StraightLine line) {
    int first = line.nodes().get(0);
    int operand = graph.node(first).inputs().get(0);
    Buffer input = value(first, operand, Layout.rowMajor());
    Buffer output = place(line.last());
    new StraightLineKernel(LoweringContext.of(draft, line.nodes(), input, List.of(), output), line)
        .write();
    return output;
  }

  /** Where a node's result goes: its part of a concatenation, or memory of its own. */
  private Buffer place(int index) {
    if (!places.containsKey(index)) {
      Node node = graph.node(index);
      ConcatParts.Part part = parts.get(index);
      places.put(
          index,
          part == null
              ? draft.buffer(node.shape(), layouts.get(index).output())
              : place(part.concat()).part(part.block(), node.shape()));
    }
    return places.get(index);
  }

  /**
   * The layout in which a node's fused layers take {@code value}: one of the result's shape with
   * whatever border it has, one value a channel without a border.
   */
  private Layout operandLayout(int value, Node node, Layout wanted) {
    if (!(wanted instanceof Layout.Blocked blocked)) {
      return wanted;
    }
    Layout own = layouts.get(value).output();
    boolean whole = graph.node(value).shape().equals(Epilogue.shape(graph, node));
    return whole && own.matches(wanted) ? own : new Layout.Blocked(blocked.lanes());
  }

  /** The value of node {@code value} in that layout, converted on behalf of {@code user}. */
  private Buffer value(int user, int value, Layout layout) {
    Map<Layout, Buffer> known = values.get(value);
    if (!known.containsKey(layout)) {
      Buffer from = known.get(layouts.get(value).output());
      Buffer to = draft.buffer(from.shape(), layout);
      LayoutConversion.convert(context(user), from, to);
      known.put(layout, to);
    }
    return known.get(layout);
  }

  private LoweringContext context(int index) {
    return new LoweringContext(draft, index, List.of(), List.of(), null);
  }

  private void put(int index, Buffer buffer) {
    values.get(index).put(buffer.layout(), buffer);
  }

  /** Binds the value to the output, or copies it there where it is an input or output already. */
  private void bindOutput(int output, int node) {
    Operand operand = new Operand.Output(output);
    Buffer value = value(node, node, Layout.rowMajor());
    if (draft.isBound(value)) {
      Buffer copy = draft.buffer(value.shape(), Layout.rowMajor());
      draft.bind(copy, operand);
      CopyKernel.copy(context(node), value, copy);
    } else {
      draft.bind(value, operand);
    }
  }
}
