package dev.lamina.compiler.plan;

import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.graph.Weight;
import dev.lamina.compiler.layer.Shape;
import dev.lamina.compiler.loop.Kernel;
import java.util.ArrayList;
import java.util.List;

/**
 * What a lowering sees of the plan in the making: a node, the buffers of its inputs and its result,
 * and a place to put weights, working space and steps.
 */
public final class LoweringContext {
  private final Draft draft;
  private final int index;
  private final List<Buffer> inputs;
  private final List<Buffer> operands;
  private final Buffer output;
  private final List<Integer> layers;
  private boolean lookedAround;

  LoweringContext(
      Draft draft, int index, List<Buffer> inputs, List<Buffer> operands, Buffer output) {
    this(draft, index, List.of(index), inputs, operands, output);
  }

  private LoweringContext(
      Draft draft,
      int index,
      List<Integer> layers,
      List<Buffer> inputs,
      List<Buffer> operands,
      Buffer output) {
    this.draft = draft;
    this.index = index;
    this.layers = layers;
    this.inputs = List.copyOf(inputs);
    this.operands = List.copyOf(operands);
    this.output = output;
  }

  /** For several nodes that one kernel computes. */
  static LoweringContext of(
      Draft draft, List<Integer> nodes, Buffer input, List<Buffer> operands, Buffer output) {
    return new LoweringContext(draft, nodes.get(0), nodes, List.of(input), operands, output);
  }

  /** For another of the nodes that the kernel computes. */
  LoweringContext at(int node) {
    return new LoweringContext(draft, node, layers, inputs, operands, output);
  }

  /** For a node whose input and result lie elsewhere: working space of the kernel, perhaps. */
  LoweringContext at(int node, Buffer input, List<Buffer> operands, Buffer output) {
    return new LoweringContext(draft, node, layers, List.of(input), operands, output);
  }

  /** The graph. What asks for it is asked again for each node. */
  public Graph graph() {
    lookedAround = true;
    return draft.graph();
  }

  /** Whether more was looked at than the node and its buffers. */
  boolean hasLookedAround() {
    return lookedAround;
  }

  /** The node to lower. */
  public Node node() {
    return draft.graph().node(index);
  }

  /** What code is made for. */
  public Target target() {
    return draft.target();
  }

  /** Floats in a vector of the target; 1 without the Vector API. */
  public int lanes() {
    return target().lanes();
  }

  /** The node's input of that position, in the layout that was agreed. */
  public Buffer input(int position) {
    return inputs.get(position);
  }

  /** The shape of the node's input of that position. */
  public Shape inputShape(int position) {
    return inputShapes().get(position);
  }

  /** The shapes of the node's inputs. */
  public List<Shape> inputShapes() {
    return draft.graph().inputShapes(node());
  }

  /** The shape of the node's result before a fused pooling. */
  Shape epilogueShape() {
    return Epilogue.shape(draft.graph(), node());
  }

  /** The node's inputs, in the layouts that were agreed. */
  List<Buffer> inputs() {
    return inputs;
  }

  /** All buffers that were agreed: of inputs, operands and result. */
  List<Buffer> buffers() {
    List<Buffer> all = new ArrayList<>(inputs);
    all.addAll(operands);
    all.add(output);
    return all;
  }

  /** The node's result, after the fused layers. */
  public Buffer output() {
    return output;
  }

  /**
   * Working space for one sample's {@code floats}, undefined at first; lives from its first step to
   * its last.
   */
  public Buffer temporary(Shape shape) {
    return draft.buffer(shape, Layout.rowMajor());
  }

  /** Working space of that many floats a sample. */
  public Buffer temporary(int floats) {
    return temporary(Shape.of(floats));
  }

  /** A weight, packed at load time. Equal requests share one place. */
  public Reference packed(Weight weight, Packing packing) {
    return draft.packed(weight, packing);
  }

  /** The node's parameter of that name, packed; present only if the layer has it. */
  public Reference packed(String parameter, Packing packing) {
    return packed(node().weights().get(parameter), packing);
  }

  /** Whether the node has that parameter. */
  public boolean has(String parameter) {
    return node().weights().containsKey(parameter);
  }

  /**
   * Begins a kernel and the step that calls it.
   *
   * @param algorithm what {@code explain} shows
   * @param kernel the kernel's name
   */
  public KernelWriter kernel(String algorithm, String kernel) {
    return new KernelWriter(this, algorithm, kernel);
  }

  /** The node's fused layers, to be computed in that kernel. */
  public Epilogue epilogue(KernelWriter kernel) {
    return new Epilogue(this, kernel);
  }

  /**
   * The buffer of a fused layer's operand: of position {@code operand} in the order of all fused
   * layers' operands.
   */
  Buffer operand(int operand) {
    return operands.get(operand);
  }

  /** The buffers of all fused layers' operands. */
  List<Buffer> operands() {
    return operands;
  }

  List<Integer> layers() {
    return layers;
  }

  Kernel shared(Kernel kernel) {
    return draft.shared(kernel);
  }

  void add(DraftStep step) {
    draft.add(step);
  }
}
