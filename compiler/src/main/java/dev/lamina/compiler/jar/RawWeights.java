package dev.lamina.compiler.jar;

import dev.lamina.runtime.TensorInfo;
import dev.lamina.runtime.TensorSource;
import dev.lamina.runtime.WeightsException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;

/**
 * The raw tensors that go into a jar, streamed from where they are; never held whole. Reading them
 * once gives the sums that must stand before them.
 */
public final class RawWeights {
  private static final long MOST_BYTES = Integer.MAX_VALUE - 8;

  private final TensorSource source;
  private final Map<String, TensorInfo> tensors;
  private final SafeTensorsWriter writer;
  private final int checksum;
  private final long crc;

  private RawWeights(TensorSource source, Map<String, TensorInfo> tensors) throws IOException {
    this.source = source;
    this.tensors = Map.copyOf(tensors);
    List<TensorInfo> renamed = new ArrayList<>();
    tensors.forEach((name, t) -> renamed.add(new TensorInfo(name, t.dtype(), t.shape())));
    this.writer = new SafeTensorsWriter(renamed, Map.of());
    CRC32 sum = new CRC32();
    try (OutputStream sums = new CheckedOutputStream(OutputStream.nullOutputStream(), sum)) {
      this.checksum = write(sums);
    }
    this.crc = sum.getValue();
  }

  /**
   * Reads the tensors once.
   *
   * @param source where they are; must stay open until the jar is written
   * @param tensors which tensor of the source each parameter is, in the order they are stored
   */
  public static RawWeights of(TensorSource source, Map<String, TensorInfo> tensors)
      throws IOException {
    return new RawWeights(source, tensors);
  }

  /** The CRC-32C, for the descriptor. */
  public int checksum() {
    return checksum;
  }

  /** The CRC-32, for the jar. */
  long crc() {
    return crc;
  }

  /** The length in bytes. */
  long length() {
    return writer.length();
  }

  /** Writes them as safetensors; the CRC-32C of what was written. */
  int write(OutputStream out) throws IOException {
    return writer.write(out, (tensor, sink) -> source.read(tensors.get(tensor.name()), sink));
  }

  /** Writes them as safetensors, as long as they are still what was read at first. */
  void writeChecked(OutputStream out) throws IOException {
    if (write(out) != checksum) {
      throw new IOException(source.name() + " was changed while it was read");
    }
  }

  /** The whole safetensors file. */
  byte[] toBytes() throws IOException {
    if (length() > MOST_BYTES) {
      throw new WeightsException(
          "the weights take "
              + length()
              + " bytes, more than a network compiled in memory can hold; compile it to a jar and"
              + " load that");
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream((int) length());
    writeChecked(bytes);
    return bytes.toByteArray();
  }
}
