package dev.lamina.compiler.export;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import dev.lamina.compiler.layer.Shape;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * An ONNX model about to be written: everything but the contents of its tensors in memory. The
 * lengths are known before, so that the contents are streamed.
 *
 * @param name the graph's name
 * @param producerVersion the version of this compiler
 * @param nodes the operators
 * @param initializers the constant tensors
 * @param inputs what the graph takes
 * @param outputs what it gives
 */
record OnnxFile(
    String name,
    String producerVersion,
    List<Message> nodes,
    List<Initializer> initializers,
    List<Value> inputs,
    List<Value> outputs) {
  /** The version of the operators' definitions. */
  static final int OPSET = 20;

  private static final int IR_VERSION = 9;
  private static final int MODEL_GRAPH = 7;
  private static final int MODEL_OPSET = 8;
  private static final int GRAPH_INITIALIZER = 5;
  private static final int TENSOR_RAW_DATA = 9;
  private static final int CHUNK = 1 << 16;

  /** A named input or output with the type of its elements and its shape without the batch. */
  record Value(String name, int type, Shape shape) {
    Message message() {
      Message dims = new Message().message(1, new Message().text(2, "batch"));
      for (int size : shape.sizes()) {
        dims.message(1, new Message().integer(1, size));
      }
      Message tensor = new Message().integer(1, type).message(2, dims);
      return new Message().text(1, name).message(2, new Message().message(1, tensor));
    }
  }

  /** The bytes that {@link #write} will write. */
  long length() {
    return prefix().length + delimited(MODEL_GRAPH, graphLength());
  }

  /** Writes the model; the stream is left open. */
  void write(OutputStream stream) throws IOException {
    CodedOutputStream out = CodedOutputStream.newInstance(stream, CHUNK);
    out.writeRawBytes(prefix());
    start(out, MODEL_GRAPH, graphLength());
    out.writeRawBytes(graphWithoutTensors());
    try {
      for (Initializer tensor : initializers) {
        start(out, GRAPH_INITIALIZER, tensorLength(tensor));
        out.writeRawBytes(tensor.header());
        start(out, TENSOR_RAW_DATA, tensor.bytes());
        content(tensor, out);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    out.flush();
  }

  private static void content(Initializer tensor, CodedOutputStream out) {
    long before = out.getTotalBytesWritten();
    tensor
        .content()
        .accept(
            chunk -> {
              try {
                out.write(chunk);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    int written = (int) (out.getTotalBytesWritten() - before);
    if (written != (int) tensor.bytes()) {
      throw new IllegalStateException(
          "tensor " + tensor.name() + ": " + written + " bytes arrived, not " + tensor.bytes());
    }
  }

  private byte[] prefix() {
    return new Message()
        .integer(1, IR_VERSION)
        .text(2, "Lamina")
        .text(3, producerVersion)
        .message(MODEL_OPSET, new Message().text(1, "").integer(2, OPSET))
        .toBytes();
  }

  private byte[] graphWithoutTensors() {
    Message graph = new Message().text(2, name);
    nodes.forEach(node -> graph.message(1, node));
    inputs.forEach(value -> graph.message(11, value.message()));
    outputs.forEach(value -> graph.message(12, value.message()));
    return graph.toBytes();
  }

  private long graphLength() {
    return graphWithoutTensors().length
        + initializers.stream().mapToLong(t -> delimited(GRAPH_INITIALIZER, tensorLength(t))).sum();
  }

  private static long tensorLength(Initializer tensor) {
    return tensor.header().length + delimited(TENSOR_RAW_DATA, tensor.bytes());
  }

  private static long delimited(int field, long length) {
    return CodedOutputStream.computeTagSize(field)
        + CodedOutputStream.computeUInt64SizeNoTag(length)
        + length;
  }

  private static void start(CodedOutputStream out, int field, long length) throws IOException {
    out.writeTag(field, WireFormat.WIRETYPE_LENGTH_DELIMITED);
    out.writeUInt64NoTag(length);
  }
}
