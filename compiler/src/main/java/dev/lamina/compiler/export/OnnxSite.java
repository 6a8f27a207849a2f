package dev.lamina.compiler.export;

import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.layer.Shape;
import java.util.Arrays;
import java.util.List;

/**
 * The place where a layer becomes operators.
 *
 * @param builder where they go
 * @param node the layer's
 * @param shapes the operands' shapes
 * @param operands the operands' names
 */
record OnnxSite(OnnxBuilder builder, Node node, List<Shape> shapes, List<String> operands) {
  /** The name of the first operand. */
  String input() {
    return operands.get(0);
  }

  /** The shape of the first operand. */
  Shape shape() {
    return shapes.get(0);
  }

  /** Adds an operator on one value. */
  String op(String operator, String input, Attribute... attributes) {
    return op(operator, List.of(input), attributes);
  }

  /** Adds an operator. */
  String op(String operator, List<String> inputs, Attribute... attributes) {
    return builder.add(node.path(), operator, 1, inputs, attributes).get(0);
  }

  /** Whether the layer has that parameter. */
  boolean has(String parameter) {
    return node.weights().containsKey(parameter);
  }

  /** A parameter in its own shape. */
  String weight(String parameter) {
    return weight(parameter, node.weights().get(parameter).shape());
  }

  /** A parameter in another shape. */
  String weight(String parameter, Shape shape) {
    return builder.weight(node.path(), node.weights().get(parameter), shape);
  }

  /** A parameter with one value, or one a channel, in a shape that broadcasts over the input. */
  String perChannel(String parameter) {
    long elements = node.weights().get(parameter).shape().elements();
    return weight(parameter, channels(elements));
  }

  /** {@code (elements, 1, 1)} with as many ones as the input has dimensions after its channels. */
  Shape channels(long elements) {
    int[] sizes = new int[shape().rank()];
    Arrays.fill(sizes, 1);
    sizes[0] = (int) elements;
    return Shape.of(sizes);
  }

  /** The value of that parameter, or as many of a constant where the layer has none. */
  String weightOr(String parameter, int count, float absent) {
    return has(parameter) ? weight(parameter) : builder.filled(count, absent);
  }

  /** The value in another shape, the batch in front of it. */
  String reshaped(String value, int... sizes) {
    long[] all = new long[sizes.length + 1];
    for (int i = 0; i < sizes.length; i++) {
      all[i + 1] = sizes[i];
    }
    return op("Reshape", List.of(value, builder.integers(all)));
  }

  /** The value in the shape of the layer's result. */
  String inResultShape(String value) {
    return reshaped(value, node.shape().sizes());
  }
}
