package dev.lamina.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/**
 * Safetensors in a file or a resource, read from its beginning to its end. Reading tensors in their
 * order takes one pass; going back opens it again.
 */
final class TensorStream implements TensorSource {
  private static final int CHUNK = 1 << 20;

  /** Opens the file at its beginning. */
  interface Opener {
    InputStream open() throws IOException;
  }

  private final String name;

  /** Whether what is not wanted is skipped, so that there is no checksum. */
  private final boolean skips;

  private final Opener opener;
  private final List<TensorInfo> tensors = new ArrayList<>();
  private final Map<String, SafeTensorsHeader.Entry> entries = new HashMap<>();
  private final SafeTensorsHeader header;
  private final CRC32C checksum = new CRC32C();
  private ByteBuffer buffer;
  private InputStream in;
  private long position;

  private TensorStream(String name, boolean skips, Opener opener) throws IOException {
    this.name = name;
    this.skips = skips;
    this.opener = opener;
    this.in = opener.open();
    try {
      this.header = readHeader();
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
    for (SafeTensorsHeader.Entry entry : header.entries()) {
      tensors.add(entry.tensor());
      entries.put(entry.tensor().name(), entry);
    }
  }

  /** Opens a resource, which can be verified. */
  static TensorStream open(String name, Opener opener) {
    return open(name, false, opener);
  }

  private static TensorStream open(String name, boolean skips, Opener opener) {
    try {
      return new TensorStream(name, skips, opener);
    } catch (IOException e) {
      throw unreadable(name, e);
    }
  }

  /** Opens a file. */
  static TensorStream open(Path file) {
    if (Files.isDirectory(file)) {
      throw new WeightsException(
          file + " is a directory, expected a .safetensors file or its .index.json");
    }
    TensorStream stream = open(file.toString(), true, () -> Files.newInputStream(file));
    try {
      long size = Files.size(file);
      if (size != stream.header.length()) {
        stream.close();
        throw SafeTensorsHeader.wrongLength(
            stream.name, stream.header.length(), Text.plural(size, "byte"));
      }
      return stream;
    } catch (IOException e) {
      stream.close();
      throw unreadable(stream.name, e);
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
    return Collections.unmodifiableList(tensors);
  }

  @Override
  public Optional<TensorInfo> find(String tensor) {
    SafeTensorsHeader.Entry entry = entries.get(tensor);
    return entry == null ? Optional.empty() : Optional.of(entry.tensor());
  }

  @Override
  public void read(TensorInfo tensor, Consumer<ByteBuffer> sink) {
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
      throw unreadable(name, e);
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
      throw unreadable(name, e);
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
    if (skips) {
      in.skipNBytes(target - position);
      position = target;
    }
    while (position < target) {
      fill(target);
    }
  }

  /** Fills the buffer up to the file's position {@code end} if it fits; returns how much. */
  private int fill(long end) throws IOException {
    if (buffer == null) {
      buffer = ByteBuffer.allocate(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
    }
    byte[] bytes = buffer.array();
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

  /** Says why a file cannot be read. */
  static WeightsException unreadable(String name, IOException e) {
    if (e instanceof NoSuchFileException) {
      return new WeightsException("there is no file " + name, e);
    }
    if (e instanceof AccessDeniedException) {
      return new WeightsException("no permission to read " + name, e);
    }
    String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return new WeightsException("cannot read " + name + ": " + reason, e);
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
