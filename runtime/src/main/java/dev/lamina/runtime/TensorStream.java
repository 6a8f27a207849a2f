package dev.lamina.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * Safetensors in a resource, which can only be read from its beginning to its end. Reading tensors
 * in their order takes one pass; going back opens the resource again.
 */
final class TensorStream implements TensorSource {
  private static final int CHUNK = 1 << 20;

  /** Opens the resource at its beginning. */
  interface Opener {
    InputStream open() throws IOException;
  }

  private final String name;
  private final Opener opener;
  private final List<TensorInfo> tensors;
  private final Map<String, SafeTensorsHeader.Entry> entries = new HashMap<>();
  private final SafeTensorsHeader header;
  private final byte[] bytes = new byte[CHUNK];
  private final ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  private final CRC32C checksum = new CRC32C();
  private InputStream in;
  private long position;

  private TensorStream(String name, Opener opener) throws IOException {
    this.name = name;
    this.opener = opener;
    this.in = opener.open();
    try {
      this.header = readHeader();
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
    this.tensors = header.entries().stream().map(SafeTensorsHeader.Entry::tensor).toList();
    header.entries().forEach(entry -> entries.put(entry.tensor().name(), entry));
  }

  static TensorStream open(String name, Opener opener) {
    try {
      return new TensorStream(name, opener);
    } catch (IOException e) {
      throw TensorFile.unreadable(name, e);
    }
  }

  private SafeTensorsHeader readHeader() throws IOException {
    byte[] prefix = in.readNBytes(SafeTensorsHeader.PREFIX);
    if (prefix.length < SafeTensorsHeader.PREFIX) {
      throw SafeTensorsHeader.tooShort(name, prefix.length);
    }
    int length = SafeTensorsHeader.headerLength(prefix, name);
    byte[] json = in.readNBytes(length);
    if (json.length < length) {
      throw SafeTensorsHeader.truncatedHeader(name, length, json.length);
    }
    checksum.update(prefix);
    checksum.update(json);
    position = (long) prefix.length + json.length;
    return SafeTensorsHeader.parse(json, name);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<TensorInfo> tensors() {
    return tensors;
  }

  @Override
  public void read(TensorInfo tensor, ByteSink sink) {
    SafeTensorsHeader.Entry entry = entries.get(tensor.name());
    if (entry == null) {
      throw new WeightsException(name + " has no tensor " + Text.quote(tensor.name()));
    }
    try {
      seek(header.dataStart() + entry.begin());
      long end = header.dataStart() + entry.end();
      while (position < end) {
        int count = fill(end);
        sink.accept(buffer.clear().limit(count));
      }
    } catch (IOException e) {
      throw TensorFile.unreadable(name, e);
    }
  }

  /** Reads what is left and checks that everything is as it was written. */
  void verify(int expected) {
    try {
      seek(header.length());
      if (in.read() >= 0) {
        throw SafeTensorsHeader.wrongLength(name, header.length(), "more");
      }
    } catch (IOException e) {
      throw TensorFile.unreadable(name, e);
    }
    int actual = (int) checksum.getValue();
    if (actual != expected) {
      throw new WeightsException(
          String.format(
              "%s is damaged: its checksum is %08x, expected %08x; build the jar again",
              name, actual, expected));
    }
  }

  private void seek(long target) throws IOException {
    if (target < position) {
      in.close();
      in = opener.open();
      position = 0;
      checksum.reset();
    }
    while (position < target) {
      fill(target);
    }
  }

  /** Fills the buffer up to the file's position {@code end} if it fits; returns how much. */
  private int fill(long end) throws IOException {
    int wanted = (int) Math.min(CHUNK, end - position);
    int count = in.readNBytes(bytes, 0, wanted);
    if (count < wanted) {
      throw SafeTensorsHeader.wrongLength(
          name, header.length(), Text.plural(position + count, "byte"));
    }
    checksum.update(bytes, 0, count);
    position += count;
    return count;
  }

  @Override
  public void close() {
    try {
      in.close();
    } catch (IOException e) {
      // read only: nothing is lost
    }
  }
}
