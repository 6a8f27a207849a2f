package dev.lamina.compiler.export;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * A constant tensor of an ONNX graph.
 *
 * @param name its name
 * @param type the code of its element type
 * @param sizes its shape
 * @param bytes the length of its content
 * @param content gives the content, row-major and little-endian, to a sink
 */
record Initializer(
    String name, int type, List<Long> sizes, long bytes, Consumer<Consumer<ByteBuffer>> content) {
  static final int FLOAT = 1;
  static final int UINT8 = 2;
  static final int INT64 = 7;

  static Initializer floats(String name, List<Long> sizes, float... values) {
    ByteBuffer buffer = buffer(values.length * Float.BYTES);
    for (float value : values) {
      buffer.putFloat(value);
    }
    return of(name, FLOAT, sizes, buffer.flip());
  }

  static Initializer integers(String name, long... values) {
    ByteBuffer buffer = buffer(values.length * Long.BYTES);
    Arrays.stream(values).forEach(buffer::putLong);
    return of(name, INT64, List.of((long) values.length), buffer.flip());
  }

  private static Initializer of(String name, int type, List<Long> sizes, ByteBuffer buffer) {
    return new Initializer(
        name, type, sizes, buffer.remaining(), sink -> sink.accept(buffer.duplicate()));
  }

  private static ByteBuffer buffer(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Everything of the tensor but its content. */
  byte[] header() {
    return new Message().integers(1, sizes).integer(2, type).text(8, name).toBytes();
  }
}
