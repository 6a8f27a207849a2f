package dev.lamina.compiler.export;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** A protobuf message under construction. */
final class Message {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final CodedOutputStream out = CodedOutputStream.newInstance(bytes);

  private interface Write {
    void run() throws IOException;
  }

  Message text(int field, String value) {
    return write(() -> out.writeString(field, value));
  }

  Message integer(int field, long value) {
    return write(() -> out.writeInt64(field, value));
  }

  Message integers(int field, List<Long> values) {
    values.forEach(value -> integer(field, value));
    return this;
  }

  Message decimal(int field, float value) {
    return write(() -> out.writeFloat(field, value));
  }

  Message message(int field, Message value) {
    return write(() -> out.writeByteArray(field, value.toBytes()));
  }

  byte[] toBytes() {
    write(out::flush);
    return bytes.toByteArray();
  }

  private Message write(Write write) {
    try {
      write.run();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
