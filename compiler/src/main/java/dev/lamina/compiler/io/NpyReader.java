package dev.lamina.compiler.io;

import dev.lamina.compiler.layer.Shape;
import dev.lamina.compiler.layer.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the bytes of one {@code .npy} file. */
final class NpyReader {
  private static final int VERSION = 6;
  private static final int MAX_HEADER = 10_000;
  private static final Pattern DESCR =
      Pattern.compile("['\"]descr['\"]\\s*:\\s*['\"]([<>|=])([a-zA-Z])(\\d*)['\"]");
  private static final Pattern ORDER =
      Pattern.compile("['\"]fortran_order['\"]\\s*:\\s*(True|False)");
  private static final Pattern SHAPE =
      Pattern.compile("['\"]shape['\"]\\s*:\\s*\\(([\\d\\sL,]*)\\)");

  private final String name;
  private final ByteBuffer bytes;

  NpyReader(String name, byte[] bytes) {
    this.name = name;
    this.bytes = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  Tensor read() {
    if (!Npy.isNpy(bytes.array())) {
      throw new FileException(name + " is no .npy file: it does not begin with \\x93NUMPY");
    }
    String header = header();
    NpyType type = type(header);
    Shape shape = shape(header);
    long expected = shape.elements() * type.size();
    if (bytes.remaining() != expected) {
      throw damaged(
          bytes.remaining() + " bytes of data, but " + shape + " takes " + expected + " bytes");
    }
    bytes.order(type.order());
    float[] data = new float[Math.toIntExact(shape.elements())];
    for (int i = 0; i < data.length; i++) {
      data[i] = type.next(bytes);
    }
    boolean fortran = find(ORDER, header, "fortran_order").group(1).equals("True");
    return new Tensor(shape, fortran ? transposed(data, shape) : data);
  }

  private String header() {
    if (bytes.limit() < VERSION + 4) {
      throw damaged("it ends in its header");
    }
    int version = bytes.get(VERSION);
    if (version < 1 || version > 3) {
      throw damaged("its format version is " + version + ", known are 1 to 3");
    }
    int start = version == 1 ? VERSION + 4 : VERSION + 6;
    long length =
        version == 1
            ? Short.toUnsignedInt(bytes.getShort(VERSION + 2))
            : bytes.limit() < start ? -1 : Integer.toUnsignedLong(bytes.getInt(VERSION + 2));
    if (length < 0 || start + length > bytes.limit() || length > MAX_HEADER) {
      throw damaged("it ends in its header, or the header's length is wrong");
    }
    bytes.position(start + (int) length);
    return new String(bytes.array(), start, (int) length, StandardCharsets.UTF_8);
  }

  private NpyType type(String header) {
    Matcher found = DESCR.matcher(header);
    if (!found.find()) {
      throw new FileException(
          name + " holds no plain numbers; save it in Python with array.astype('float32')");
    }
    String type = found.group(2) + found.group(3);
    boolean big = found.group(1).equals(">");
    return NpyType.of(type, big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN)
        .orElseThrow(
            () ->
                new FileException(
                    name
                        + " holds elements of NumPy's type '"
                        + type
                        + "', which are no numbers Lamina reads; save it in Python with"
                        + " array.astype('float32')"));
  }

  private Shape shape(String header) {
    String sizes = find(SHAPE, header, "shape").group(1).replace("L", "").strip();
    try {
      int[] shape =
          Arrays.stream(sizes.split("\\s*,\\s*"))
              .filter(s -> !s.isEmpty())
              .mapToInt(Integer::parseInt)
              .toArray();
      Shape result = Shape.of(shape);
      if (result.elements() <= Integer.MAX_VALUE) {
        return result;
      }
    } catch (NumberFormatException | ArithmeticException e) {
      throw new FileException(name + " has a shape beyond 2^31 elements: (" + sizes + ")", e);
    }
    throw new FileException(name + " has a shape beyond 2^31 elements: (" + sizes + ")");
  }

  private Matcher find(Pattern pattern, String header, String key) {
    Matcher matcher = pattern.matcher(header);
    if (!matcher.find()) {
      throw damaged("its header has no " + key);
    }
    return matcher;
  }

  private FileException damaged(String why) {
    return new FileException(name + " is damaged: " + why);
  }

  /** From column-major to row-major. */
  private static float[] transposed(float[] data, Shape shape) {
    int rank = shape.rank();
    int[] index = new int[rank];
    float[] result = new float[data.length];
    for (int i = 0; i < data.length; i++) {
      int source = 0;
      for (int d = rank - 1; d >= 0; d--) {
        source = source * shape.size(d) + index[d];
      }
      result[i] = data[source];
      for (int d = rank - 1; d >= 0 && ++index[d] == shape.size(d); d--) {
        index[d] = 0;
      }
    }
    return result;
  }
}
