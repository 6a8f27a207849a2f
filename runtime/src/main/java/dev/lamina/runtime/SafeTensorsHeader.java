package dev.lamina.runtime;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The header of a safetensors file, checked: tensors fill the data without holes or overlap, and
 * each has as many bytes as its shape says.
 *
 * @param entries in the order the tensors lie in the file
 * @param metadata the strings of {@code __metadata__}
 * @param dataStart where the data begins in the file
 * @param length the length the file must have
 */
record SafeTensorsHeader(
    List<Entry> entries, Map<String, String> metadata, long dataStart, long length) {
  /** A file begins with the header's length, in so many bytes. */
  static final int PREFIX = 8;

  private static final long MAX_HEADER = 100_000_000;

  /** Where a tensor's bytes lie, relative to the data's start. */
  record Entry(TensorInfo tensor, long begin, long end) {}

  /** The header's length from the first {@link #PREFIX} bytes of a file. */
  static int headerLength(byte[] prefix, String file) {
    ForeignFormats.refuse(prefix, file);
    long length = ByteBuffer.wrap(prefix).order(java.nio.ByteOrder.LITTLE_ENDIAN).getLong();
    if (length < 0 || length > MAX_HEADER) {
      throw new WeightsException(
          String.format(
              "%s is not a safetensors file: its first 8 bytes give a header of %s bytes,"
                  + " more than the format's limit of %d",
              file, Long.toUnsignedString(length), MAX_HEADER));
    }
    return (int) length;
  }

  /** Refuses a file too short for the length of its header. */
  static WeightsException tooShort(String file, long length) {
    return new WeightsException(
        String.format(
            "%s is not a safetensors file: it has %s, expected at least 8 for the header's length",
            file, Text.plural(length, "byte")));
  }

  /** Refuses a file that ends within its header. */
  static WeightsException truncatedHeader(String file, long headerLength, long available) {
    return new WeightsException(
        String.format(
            "%s: the header should have %d bytes, but only %d follow; is the file truncated?",
            file, headerLength, available));
  }

  /** Refuses a file that is longer or shorter than its tensors say. */
  static WeightsException wrongLength(String file, long expected, String actual) {
    return new WeightsException(
        String.format(
            "%s: the tensors end at byte %d, but the file has %s; is it truncated, or is something"
                + " appended?",
            file, expected, actual));
  }

  /** Parses and checks the header's JSON. */
  static SafeTensorsHeader parse(byte[] bytes, String file) {
    Parser parser = new Parser(new JsonReader(decode(bytes, file), file), file);
    List<Entry> entries = parser.parse();
    entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
    long end = 0;
    for (Entry entry : entries) {
      requireNext(entry, end, file);
      end = entry.end();
    }
    for (Entry entry : entries) {
      requireSize(entry, file);
    }
    long dataStart = (long) PREFIX + bytes.length;
    if (end > Long.MAX_VALUE - dataStart) {
      throw new WeightsException(file + ": the tensors end at byte " + end + " of the data");
    }
    return new SafeTensorsHeader(entries, parser.metadata, dataStart, dataStart + end);
  }

  private static String decode(byte[] bytes, String file) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new WeightsException(file + ": the header is not valid UTF-8", e);
    }
  }

  private static void requireNext(Entry entry, long end, String file) {
    if (entry.begin() != end || entry.end() < entry.begin()) {
      throw refusal(
          file,
          entry.tensor().name(),
          String.format(
              "its data_offsets are [%d, %d], expected them to begin at %d: tensors must follow"
                  + " each other without holes or overlap",
              entry.begin(), entry.end(), end));
    }
  }

  private static void requireSize(Entry entry, String file) {
    TensorInfo tensor = entry.tensor();
    long bits;
    try {
      bits = Math.multiplyExact(tensor.elements(), tensor.dtype().bits());
    } catch (ArithmeticException e) {
      throw refusal(
          file, tensor.name(), "its shape " + Text.shape(tensor.shape()) + " is too large");
    }
    if (bits % 8 != 0) {
      throw refusal(
          file,
          tensor.name(),
          String.format(
              "%s elements of shape %s make %d bits, expected whole bytes",
              tensor.dtype(), Text.shape(tensor.shape()), bits));
    }
    if (entry.end() - entry.begin() != bits / 8) {
      throw refusal(
          file,
          tensor.name(),
          String.format(
              "its data_offsets hold %d bytes, expected %d for shape %s of %s",
              entry.end() - entry.begin(), bits / 8, Text.shape(tensor.shape()), tensor.dtype()));
    }
  }

  private static WeightsException refusal(String file, String tensor, String what) {
    return new WeightsException(file + ": tensor " + Text.quote(tensor) + ": " + what);
  }

  /** Reads the header's object. */
  private static final class Parser {
    private final JsonReader json;
    private final String file;
    private final List<Entry> entries = new ArrayList<>();
    private final Map<String, String> metadata = new LinkedHashMap<>();

    Parser(JsonReader json, String file) {
      this.json = json;
      this.file = file;
    }

    List<Entry> parse() {
      json.object(
          name -> {
            if (name.equals("__metadata__")) {
              json.object(key -> metadata.put(key, json.string()));
            } else {
              entries.add(entry(name));
            }
          });
      json.end();
      return entries;
    }

    private Entry entry(String name) {
      Fields fields = new Fields();
      json.object(
          field -> {
            switch (field) {
              case "dtype" -> fields.dtype = json.string();
              case "shape" -> fields.shape = integers();
              case "data_offsets" -> fields.offsets = integers();
              default ->
                  throw refusal(
                      file,
                      name,
                      "unknown field "
                          + Text.quote(field)
                          + ", expected dtype, shape and data_offsets");
            }
          });
      if (fields.dtype == null || fields.shape == null || fields.offsets == null) {
        throw refusal(file, name, "it needs each of dtype, shape and data_offsets");
      }
      if (fields.offsets.size() != 2) {
        throw refusal(
            file, name, "data_offsets has " + fields.offsets.size() + " values, expected 2");
      }
      DType dtype =
          DType.named(fields.dtype)
              .orElseThrow(
                  () ->
                      refusal(
                          file,
                          name,
                          "unknown dtype "
                              + Text.quote(fields.dtype)
                              + ", expected one of "
                              + Arrays.toString(DType.values())));
      return new Entry(
          new TensorInfo(name, dtype, fields.shape), fields.offsets.get(0), fields.offsets.get(1));
    }

    private List<Long> integers() {
      List<Long> values = new ArrayList<>();
      json.array(() -> values.add(json.unsigned()));
      return values;
    }
  }

  private static final class Fields {
    String dtype;
    List<Long> shape;
    List<Long> offsets;
  }
}
