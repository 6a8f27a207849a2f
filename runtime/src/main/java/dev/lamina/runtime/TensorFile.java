package dev.lamina.runtime;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A safetensors file, read at positions. */
final class TensorFile implements TensorSource {
  private static final int CHUNK = 1 << 20;

  private final String name;
  private final FileChannel channel;
  private final SafeTensorsHeader header;
  private final List<TensorInfo> tensors;
  private final Map<String, SafeTensorsHeader.Entry> entries = new HashMap<>();
  private ByteBuffer buffer;

  private TensorFile(String name, FileChannel channel, SafeTensorsHeader header) {
    this.name = name;
    this.channel = channel;
    this.header = header;
    this.tensors = header.entries().stream().map(SafeTensorsHeader.Entry::tensor).toList();
    header.entries().forEach(entry -> entries.put(entry.tensor().name(), entry));
  }

  static TensorFile open(Path file) {
    String name = file.toString();
    FileChannel channel = null;
    try {
      if (Files.isDirectory(file)) {
        throw new WeightsException(
            name + " is a directory, expected a .safetensors file or its .index.json");
      }
      channel = FileChannel.open(file);
      TensorFile opened = new TensorFile(name, channel, readHeader(channel, name));
      channel = null;
      return opened;
    } catch (IOException e) {
      throw unreadable(name, e);
    } finally {
      closeQuietly(channel);
    }
  }

  private static SafeTensorsHeader readHeader(FileChannel channel, String name) throws IOException {
    long size = channel.size();
    if (size < SafeTensorsHeader.PREFIX) {
      throw SafeTensorsHeader.tooShort(name, size);
    }
    byte[] prefix = new byte[SafeTensorsHeader.PREFIX];
    readFully(channel, ByteBuffer.wrap(prefix), 0, name);
    int length = SafeTensorsHeader.headerLength(prefix, name);
    if (length > size - SafeTensorsHeader.PREFIX) {
      throw SafeTensorsHeader.truncatedHeader(name, length, size - SafeTensorsHeader.PREFIX);
    }
    byte[] json = new byte[length];
    readFully(channel, ByteBuffer.wrap(json), SafeTensorsHeader.PREFIX, name);
    SafeTensorsHeader header = SafeTensorsHeader.parse(json, name);
    if (header.length() != size) {
      throw SafeTensorsHeader.wrongLength(name, header.length(), Text.plural(size, "byte"));
    }
    return header;
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
  public Optional<TensorInfo> find(String tensor) {
    return Optional.ofNullable(entries.get(tensor)).map(SafeTensorsHeader.Entry::tensor);
  }

  @Override
  public void read(TensorInfo tensor, ByteSink sink) {
    SafeTensorsHeader.Entry entry = entries.get(tensor.name());
    if (entry == null) {
      throw new WeightsException(name + " has no tensor " + Text.quote(tensor.name()));
    }
    if (buffer == null) {
      buffer = ByteBuffer.allocateDirect(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
    }
    try {
      for (long at = entry.begin(); at < entry.end(); at += CHUNK) {
        buffer.clear().limit((int) Math.min(CHUNK, entry.end() - at));
        readFully(channel, buffer, header.dataStart() + at, name);
        sink.accept(buffer.flip());
      }
    } catch (IOException e) {
      throw unreadable(name, e);
    }
  }

  @Override
  public void close() {
    closeQuietly(channel);
  }

  private static void readFully(FileChannel channel, ByteBuffer into, long position, String name)
      throws IOException {
    long at = position;
    while (into.hasRemaining()) {
      int count = channel.read(into, at);
      if (count < 0) {
        throw new WeightsException(name + ": the file ended at byte " + at + " while it was read");
      }
      at += count;
    }
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

  private static void closeQuietly(FileChannel channel) {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        // read only: nothing is lost
      }
    }
  }
}
