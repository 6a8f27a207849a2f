package dev.lamina.runtime;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.StreamCorruptedException;
import java.io.UTFDataFormatException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * The binary form of a {@link Descriptor}: a preamble that every runtime can read, whatever the
 * format, then the body and its checksum.
 */
public final class DescriptorFormat {
  /** What a descriptor begins with, in ASCII. */
  public static final String MAGIC = "LAMINA";

  private static final int MAX_BODY = 1 << 28;

  private DescriptorFormat() {}

  /**
   * Reads a descriptor.
   *
   * @param name what messages call it
   * @throws IllegalArgumentException if it is damaged, or of a format newer than this runtime
   */
  public static Descriptor read(InputStream in, String name) throws IOException {
    try {
      DataInputStream data = new DataInputStream(in);
      if (!MAGIC.equals(new String(data.readNBytes(MAGIC.length()), StandardCharsets.US_ASCII))) {
        throw damaged(name, "it does not begin with " + MAGIC, null);
      }
      int format = data.readUnsignedShort();
      String compiler = data.readUTF();
      String runtime = data.readUTF();
      if (format != RuntimeVersion.FORMAT) {
        throw new IllegalArgumentException(newer(name, format, compiler, runtime));
      }
      return parse(body(data, name), compiler);
    } catch (EOFException | UTFDataFormatException e) {
      throw damaged(name, "it is cut short", e);
    } catch (StreamCorruptedException e) {
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

  /** The checksum of a body: CRC-32C. */
  public static int checksum(byte[] bytes) {
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
