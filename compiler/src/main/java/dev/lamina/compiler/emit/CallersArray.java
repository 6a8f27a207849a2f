package dev.lamina.compiler.emit;

import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.layer.Input;
import java.util.ArrayList;
import java.util.List;

/**
 * An array that callers pass for an input or output.
 *
 * @param name of the input or output
 * @param bytes whether it is a {@code byte[]} rather than a {@code float[]}
 */
record CallersArray(String name, boolean bytes) {
  /** All inputs, then all outputs. */
  static List<CallersArray> of(Graph graph) {
    List<CallersArray> arrays = new ArrayList<>();
    for (int index : graph.inputs()) {
      Node node = graph.node(index);
      boolean bytes = node.layer() instanceof Input input && input.isBytes();
      arrays.add(new CallersArray(node.path(), bytes));
    }
    graph.outputs().forEach(output -> arrays.add(new CallersArray(output.name(), false)));
    return arrays;
  }

  /** The JVM's descriptor of its type. */
  String descriptor() {
    return bytes ? "[B" : "[F";
  }

  /** Its type as Java writes it. */
  String type() {
    return bytes ? "byte[]" : "float[]";
  }

  /** The field of a frame that holds the arrays of its type. */
  String field() {
    return bytes ? "bytes" : "io";
  }

  /** Under another name. */
  CallersArray named(String other) {
    return new CallersArray(other, bytes);
  }
}
