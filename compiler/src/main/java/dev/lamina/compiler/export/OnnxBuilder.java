package dev.lamina.compiler.export;

import dev.lamina.compiler.graph.Weight;
import dev.lamina.compiler.layer.Shape;
import dev.lamina.runtime.DType;
import dev.lamina.runtime.Decoder;
import dev.lamina.runtime.TensorInfo;
import dev.lamina.runtime.TensorSource;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Collects the operators and tensors of an ONNX graph. */
final class OnnxBuilder {
  private final TensorSource weights;
  private final Map<String, TensorInfo> tensors;
  private final List<Message> nodes = new ArrayList<>();
  private final Map<String, Initializer> initializers = new LinkedHashMap<>();

  /**
   * Takes weights from {@code weights}.
   *
   * @param tensors its tensors by the names that the graph has for them
   */
  OnnxBuilder(TensorSource weights, Map<String, TensorInfo> tensors) {
    this.weights = weights;
    this.tensors = tensors;
  }

  List<Message> nodes() {
    return nodes;
  }

  List<Initializer> initializers() {
    return List.copyOf(initializers.values());
  }

  /** Adds an operator with that many results for the layer at {@code path}; their names. */
  List<String> add(
      String path, String operator, int results, List<String> inputs, Attribute... attributes) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < results; i++) {
      names.add(path + ":" + nodes.size() + (results > 1 ? "." + i : ""));
    }
    node(operator, inputs, names, attributes);
    return names;
  }

  /** Gives a value another name. */
  void name(String value, String name) {
    node("Identity", List.of(value), List.of(name));
  }

  private void node(
      String operator, List<String> inputs, List<String> results, Attribute... attributes) {
    Message node = new Message();
    inputs.forEach(name -> node.text(1, name));
    results.forEach(name -> node.text(2, name));
    node.text(3, results.get(0)).text(4, operator);
    Arrays.stream(attributes).forEach(attribute -> node.message(5, attribute.message()));
    nodes.add(node);
  }

  /** The constant integers. */
  String integers(long... values) {
    String name = "integers:" + Arrays.toString(values);
    initializers.computeIfAbsent(name, n -> Initializer.integers(n, values));
    return name;
  }

  /** A constant of no dimensions, rounded to float. */
  String scalar(double value) {
    String name = "scalar:" + (float) value;
    initializers.computeIfAbsent(name, n -> Initializer.floats(n, List.of(), (float) value));
    return name;
  }

  /** As many of the same value. */
  String filled(int count, float value) {
    String name = "filled:" + value + "x" + count;
    float[] values = new float[count];
    Arrays.fill(values, value);
    initializers.computeIfAbsent(name, n -> Initializer.floats(n, List.of((long) count), values));
    return name;
  }

  /** A vector of factors, not shared. */
  String floats(String name, float... values) {
    initializers.put(name, Initializer.floats(name, List.of((long) values.length), values));
    return name;
  }

  /**
   * A layer's weight.
   *
   * @param path the layer's, of which constants get their names
   * @param shape the shape to give it: that of its elements or another for as many
   */
  String weight(String path, Weight weight, Shape shape) {
    List<Long> sizes = Arrays.stream(shape.sizes()).mapToObj(Long::valueOf).toList();
    if (weight instanceof Weight.Raw raw) {
      initializers.put(raw.name(), raw(raw.name(), sizes));
      return raw.name();
    } else if (weight instanceof Weight.Constant constant) {
      String name = path + ":constant" + initializers.size();
      float[] values = new float[constant.values().size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = constant.values().get(i).floatValue();
      }
      initializers.put(name, Initializer.floats(name, sizes, values));
      return name;
    }
    throw new IllegalArgumentException("the graph has been optimised: " + path);
  }

  private Initializer raw(String name, List<Long> sizes) {
    TensorInfo tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException(weights.name() + " has no tensor " + name);
    }
    return new Initializer(
        name,
        Initializer.FLOAT,
        sizes,
        Math.multiplyExact(tensor.elements(), (long) Float.BYTES),
        sink -> stream(tensor, sink));
  }

  private void stream(TensorInfo tensor, Consumer<ByteBuffer> sink) {
    if (tensor.dtype() == DType.F32) {
      weights.read(tensor, sink);
    } else {
      Decoder decoder = new Decoder();
      weights.read(
          tensor,
          chunk -> {
            float[] values = decoder.floats(chunk, tensor.dtype());
            sink.accept(bytes(values, Decoder.count(chunk, tensor.dtype())));
          });
    }
  }

  private static ByteBuffer bytes(float[] values, int count) {
    ByteBuffer buffer = ByteBuffer.allocate(count * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    buffer.asFloatBuffer().put(values, 0, count);
    return buffer;
  }
}
