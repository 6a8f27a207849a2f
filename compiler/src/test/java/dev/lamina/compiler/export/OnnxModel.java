package dev.lamina.compiler.export;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** An ONNX model read back, as far as tests ask for it. */
final class OnnxModel {
  private final UnknownFieldSet graph;

  OnnxModel(byte[] bytes) throws InvalidProtocolBufferException {
    UnknownFieldSet model = UnknownFieldSet.parseFrom(bytes);
    this.graph = messages(model.getField(7)).get(0);
  }

  /** The operators, in order. */
  List<String> operators() {
    return messages(graph.getField(1)).stream().map(node -> text(node, 4).get(0)).toList();
  }

  /** The names of what the graph takes. */
  List<String> inputs() {
    return messages(graph.getField(11)).stream().map(value -> text(value, 1).get(0)).toList();
  }

  /** The names of what the graph gives. */
  List<String> outputs() {
    return messages(graph.getField(12)).stream().map(value -> text(value, 1).get(0)).toList();
  }

  /** The values of the tensors of floats, by their names. */
  Map<String, List<Float>> floats() {
    Map<String, List<Float>> tensors = new HashMap<>();
    for (UnknownFieldSet tensor : messages(graph.getField(5))) {
      if (tensor.getField(2).getVarintList().get(0) == Initializer.FLOAT) {
        tensors.put(text(tensor, 8).get(0), values(tensor));
      }
    }
    return tensors;
  }

  /** The shape of a tensor. */
  List<Long> shape(String name) {
    return messages(graph.getField(5)).stream()
        .filter(tensor -> text(tensor, 8).get(0).equals(name))
        .map(tensor -> tensor.getField(1).getVarintList())
        .findFirst()
        .orElseThrow();
  }

  /** Values that are used before they are made or that are made twice. */
  List<String> flaws() {
    List<String> flaws = new ArrayList<>();
    Set<String> known = new HashSet<>(Set.of(""));
    inputs().forEach(name -> define(name, known, flaws));
    messages(graph.getField(5)).forEach(t -> define(text(t, 8).get(0), known, flaws));
    for (UnknownFieldSet node : messages(graph.getField(1))) {
      text(node, 1).stream().filter(name -> !known.contains(name)).forEach(flaws::add);
      text(node, 2).forEach(name -> define(name, known, flaws));
    }
    outputs().stream().filter(name -> !known.contains(name)).forEach(flaws::add);
    return flaws;
  }

  private static void define(String name, Set<String> known, List<String> flaws) {
    if (!known.add(name)) {
      flaws.add(name);
    }
  }

  private static List<Float> values(UnknownFieldSet tensor) {
    ByteBuffer content = tensor.getField(9).getLengthDelimitedList().get(0).asReadOnlyByteBuffer();
    content.order(ByteOrder.LITTLE_ENDIAN);
    List<Float> values = new ArrayList<>();
    while (content.hasRemaining()) {
      values.add(content.getFloat());
    }
    return values;
  }

  private static List<String> text(UnknownFieldSet message, int field) {
    return message.getField(field).getLengthDelimitedList().stream()
        .map(bytes -> bytes.toStringUtf8())
        .toList();
  }

  private static List<UnknownFieldSet> messages(Field field) {
    List<UnknownFieldSet> messages = new ArrayList<>();
    field
        .getLengthDelimitedList()
        .forEach(
            bytes -> {
              try {
                messages.add(UnknownFieldSet.parseFrom(bytes));
              } catch (InvalidProtocolBufferException e) {
                throw new AssertionError(e);
              }
            });
    return messages;
  }
}
