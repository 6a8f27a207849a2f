package dev.lamina.compiler.io;

import dev.lamina.compiler.layer.Shape;
import dev.lamina.compiler.layer.Tensor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** NumPy's {@code .npy} files. */
public final class Npy {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int ALIGNMENT = 64;
  private static final int PREFIX = 10;

  private Npy() {}

  /**
   * Reads an array of numbers as floats, in row-major order.
   *
   * @throws FileException if the file cannot be read, is damaged, or holds anything but numbers
   */
  public static Tensor read(Path file) {
    byte[] bytes = FileAccess.bytes(file, Integer.MAX_VALUE - 8L);
    return new NpyReader(file.toString(), bytes).read();
  }

  /**
   * Writes an array of floats, little-endian and row-major.
   *
   * @throws FileException if the file cannot be written
   */
  public static void write(Path file, Tensor tensor) {
    FileAccess.write(file, out -> write(out, tensor));
  }

  private static void write(OutputStream out, Tensor tensor) throws IOException {
    byte[] header = header(tensor.shape()).getBytes(StandardCharsets.ISO_8859_1);
    ByteBuffer buffer = ByteBuffer.allocate(PREFIX + header.length).order(ByteOrder.LITTLE_ENDIAN);
    buffer.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) header.length).put(header);
    out.write(buffer.array());
    float[] data = tensor.data();
    ByteBuffer chunk = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : data) {
      chunk.putFloat(value);
      if (!chunk.hasRemaining()) {
        out.write(chunk.array());
        chunk.clear();
      }
    }
    out.write(chunk.array(), 0, chunk.position());
  }

  private static String header(Shape shape) {
    String sizes =
        IntStream.of(shape.sizes()).mapToObj(Integer::toString).collect(Collectors.joining(", "));
    String tuple = shape.rank() == 1 ? "(" + sizes + ",)" : "(" + sizes + ")";
    String text = "{'descr': '<f4', 'fortran_order': False, 'shape': " + tuple + ", }";
    int padding = ALIGNMENT - (PREFIX + text.length() + 1) % ALIGNMENT;
    return text + " ".repeat(padding % ALIGNMENT) + "\n";
  }

  static boolean isNpy(byte[] bytes) {
    boolean same = bytes.length >= MAGIC.length;
    for (int i = 0; same && i < MAGIC.length; i++) {
      same = bytes[i] == MAGIC[i];
    }
    return same;
  }
}
