package dev.lamina.compiler.jar;

import dev.lamina.runtime.TensorInfo;
import dev.lamina.runtime.TensorSource;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.zip.CRC32C;

/**
 * Writes safetensors files, tensor by tensor. The same tensors give the same bytes, and the length
 * is known before.
 */
public final class SafeTensorsWriter {
  /** A file begins with the header's length, in so many bytes. */
  private static final int PREFIX = 8;

  private final List<TensorInfo> tensors;
  private final byte[] header;
  private final long length;

  /** Writes those tensors, in that order, with those strings as metadata. */
  public SafeTensorsWriter(List<TensorInfo> tensors, Map<String, String> metadata) {
    this.tensors = List.copyOf(tensors);
    this.header = header(this.tensors, new TreeMap<>(metadata)).getBytes(StandardCharsets.UTF_8);
    this.length = PREFIX + header.length + this.tensors.stream().mapToLong(TensorInfo::bytes).sum();
  }

  /** The bytes that {@link #write} will write. */
  public long length() {
    return length;
  }

  /** Produces the bytes of a tensor in as many chunks as it likes. */
  @FunctionalInterface
  public interface Content {
    /** Gives the tensor's bytes, row-major and little-endian, to the sink. */
    void read(TensorInfo tensor, Consumer<ByteBuffer> sink);
  }

  /**
   * Writes the file; {@code content} is asked for each tensor in order, {@code source::read} if it
   * is a {@link TensorSource}. The stream is left open.
   *
   * @return the CRC-32C of what was written
   * @throws IllegalStateException if a tensor's content has another length than its shape says
   */
  public int write(OutputStream out, Content content) throws IOException {
    Output output = new Output(Channels.newChannel(out));
    try {
      output.accept(prefix());
      output.accept(ByteBuffer.wrap(header));
      for (TensorInfo tensor : tensors) {
        long start = output.written;
        content.read(tensor, output);
        if (output.written - start != tensor.bytes()) {
          throw new IllegalStateException(
              String.format(
                  "tensor %s: %d bytes arrived, expected %d",
                  tensor.name(), output.written - start, tensor.bytes()));
        }
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return (int) output.checksum.getValue();
  }

  private ByteBuffer prefix() {
    return ByteBuffer.allocate(PREFIX).order(ByteOrder.LITTLE_ENDIAN).putLong(header.length).flip();
  }

  private static String header(List<TensorInfo> tensors, Map<String, String> metadata) {
    StringBuilder json = new StringBuilder("{");
    if (!metadata.isEmpty()) {
      json.append("\"__metadata__\":");
      json.append(
          metadata.entrySet().stream()
              .map(entry -> quote(entry.getKey()) + ":" + quote(entry.getValue()))
              .collect(Collectors.joining(",", "{", "}")));
    }
    long begin = 0;
    for (TensorInfo tensor : tensors) {
      long end = begin + tensor.bytes();
      json.append(json.length() > 1 ? "," : "")
          .append(quote(tensor.name()))
          .append(":{\"dtype\":")
          .append(quote(tensor.dtype().name()))
          .append(",\"shape\":")
          .append(
              tensor.shape().stream()
                  .map(String::valueOf)
                  .collect(Collectors.joining(",", "[", "]")))
          .append(",\"data_offsets\":[")
          .append(begin)
          .append(',')
          .append(end)
          .append("]}");
      begin = end;
    }
    json.append('}');
    int bytes = json.toString().getBytes(StandardCharsets.UTF_8).length;
    return json.append(" ".repeat(-bytes & 7)).toString();
  }

  private static String quote(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (c < ' ' || Character.isSurrogate(c)) {
        quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }

  private static final class Output implements Consumer<ByteBuffer> {
    private final WritableByteChannel channel;
    private final CRC32C checksum = new CRC32C();
    private long written;

    Output(WritableByteChannel channel) {
      this.channel = channel;
    }

    @Override
    public void accept(ByteBuffer chunk) {
      written += chunk.remaining();
      checksum.update(chunk.duplicate());
      try {
        while (chunk.hasRemaining()) {
          channel.write(chunk);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
