package dev.lamina.runtime;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * The binary form of a {@link Descriptor}: a preamble that every runtime can read, whatever the
 * format, then the body and its checksum.
 */
public final class DescriptorFormat {
  private static final byte[] MAGIC = "LAMINA".getBytes(StandardCharsets.US_ASCII);
  private static final int MAX_BODY = 1 << 28;

  private DescriptorFormat() {}

  /** Writes a descriptor; the stream is left open. */
  public static void write(Descriptor descriptor, OutputStream out) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    try (DataOutputStream data = new DataOutputStream(body)) {
      new DescriptorWriter(data).write(descriptor);
    }
    DataOutputStream data = new DataOutputStream(out);
    data.write(MAGIC);
    data.writeShort(RuntimeVersion.FORMAT);
    data.writeUTF(descriptor.compiler());
    data.writeUTF(RuntimeVersion.CURRENT);
    data.writeInt(body.size());
    data.writeInt(checksum(body.toByteArray()));
    data.write(body.toByteArray());
    data.flush();
  }

  /**
   * Reads a descriptor.
   *
   * @param name what messages call it
   * @throws IllegalArgumentException if it is damaged, or of a format newer than this runtime
   */
  public static Descriptor read(InputStream in, String name) throws IOException {
    try {
      DataInputStream data = new DataInputStream(in);
      if (!Arrays.equals(data.readNBytes(MAGIC.length), MAGIC)) {
        throw damaged(name, "it does not begin with LAMINA", null);
      }
      int format = data.readUnsignedShort();
      String compiler = data.readUTF();
      String runtime = data.readUTF();
      if (format != RuntimeVersion.FORMAT) {
        throw new IllegalArgumentException(newer(name, format, compiler, runtime));
      }
      return parse(body(data, name), compiler);
    } catch (java.io.EOFException | java.io.UTFDataFormatException e) {
      throw damaged(name, "it is cut short", e);
    } catch (DescriptorReader.Malformed e) {
      throw damaged(name, e.getMessage(), e);
    }
  }

  private static byte[] body(DataInputStream data, String name) throws IOException {
    int length = data.readInt();
    int checksum = data.readInt();
    if (length < 0 || length > MAX_BODY) {
      throw damaged(name, "it claims " + Integer.toUnsignedString(length) + " bytes", null);
    }
    byte[] body = data.readNBytes(length);
    if (body.length < length) {
      throw damaged(name, "it has " + body.length + " bytes, expected " + length, null);
    }
    if (checksum(body) != checksum) {
      throw damaged(name, "its checksum is wrong", null);
    }
    return body;
  }

  /** Parses a body whose checksum is right. */
  static Descriptor parse(byte[] body, String compiler) throws IOException {
    DescriptorReader reader = new DescriptorReader(new ByteArrayInputStream(body));
    return reader.read(compiler);
  }

  private static int checksum(byte[] bytes) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes);
    return (int) checksum.getValue();
  }

  private static String newer(String name, int format, String compiler, String runtime) {
    return String.format(
        "%s was made by lamina %s (format %d) and needs the Lamina runtime %s or newer; this is"
            + " runtime %s (format %d)",
        name, compiler, format, runtime, RuntimeVersion.CURRENT, RuntimeVersion.FORMAT);
  }

  private static IllegalArgumentException damaged(String name, String how, Exception cause) {
    return new IllegalArgumentException(
        name + " is damaged: " + how + "; build the jar again", cause);
  }
}
