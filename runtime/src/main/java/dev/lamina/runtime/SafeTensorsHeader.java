package dev.lamina.runtime;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/**
 * The header of a safetensors file, checked: tensors fill the data without holes or overlap, and
 * each has as many bytes as its shape says.
 */
final class SafeTensorsHeader {
  /** A file begins with the header's length, in so many bytes. */
  static final int PREFIX = 8;

  private static final long MAX_HEADER = 100_000_000;

  private final List<Entry> entries;
  private final long dataStart;
  private final long length;

  private SafeTensorsHeader(List<Entry> entries, long dataStart, long length) {
    this.entries = entries;
    this.dataStart = dataStart;
    this.length = length;
  }

  /** Where a tensor's bytes lie, relative to the data's start. */
  static final class Entry implements Comparable<Entry> {
    private final TensorInfo tensor;
    private final long begin;
    private final long end;

    Entry(TensorInfo tensor, long begin, long end) {
      this.tensor = tensor;
      this.begin = begin;
      this.end = end;
    }

    TensorInfo tensor() {
      return tensor;
    }

    long begin() {
      return begin;
    }

    long end() {
      return end;
    }

    /** By place, the empty ones first. */
    @Override
    public int compareTo(Entry other) {
      int order = Long.compare(begin, other.begin);
      return order == 0 ? Long.compare(end, other.end) : order;
    }
  }

  /** In the order the tensors lie in the file. */
  List<Entry> entries() {
    return entries;
  }

  /** Where the data begins in the file. */
  long dataStart() {
    return dataStart;
  }

  /** The length the file must have. */
  long length() {
    return length;
  }

  /** The header's length from the first {@link #PREFIX} bytes of a file. */
  static int headerLength(byte[] prefix, String file) {
    ForeignFormats.refuse(prefix, file);
    long length = ByteBuffer.wrap(prefix).order(java.nio.ByteOrder.LITTLE_ENDIAN).getLong();
    if (length == 0) {
      throw new WeightsException(
          file
              + " is not a safetensors file: it begins with 8 bytes of zero, where the length of"
              + " its header should stand; was its download broken off?");
    }
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
    List<Entry> entries = entries(new JsonReader(decode(bytes, file), file), file);
    Collections.sort(entries);
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
    return new SafeTensorsHeader(entries, dataStart, dataStart + end);
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

  private static List<Entry> entries(JsonReader json, String file) {
    List<Entry> entries = new ArrayList<>();
    Set<String> names = json.object();
    for (String name = json.member(names); name != null; name = json.member(names)) {
      if (name.equals("__metadata__")) {
        skipMetadata(json);
      } else {
        entries.add(entry(name, json, file));
      }
    }
    json.end();
    return entries;
  }

  private static void skipMetadata(JsonReader json) {
    Set<String> keys = json.object();
    while (json.member(keys) != null) {
      json.string();
    }
  }

  private static Entry entry(String name, JsonReader json, String file) {
    String type = null;
    List<Long> shape = null;
    List<Long> offsets = null;
    Set<String> fields = json.object();
    for (String field = json.member(fields); field != null; field = json.member(fields)) {
      if (field.equals("dtype")) {
        type = json.string();
      } else if (field.equals("shape")) {
        shape = integers(json);
      } else if (field.equals("data_offsets")) {
        offsets = integers(json);
      } else {
        throw refusal(
            file,
            name,
            "unknown field " + Text.quote(field) + ", expected dtype, shape and data_offsets");
      }
    }
    if (type == null || shape == null || offsets == null) {
      throw refusal(file, name, "it needs each of dtype, shape and data_offsets");
    }
    if (offsets.size() != 2) {
      throw refusal(file, name, "data_offsets has " + offsets.size() + " values, expected 2");
    }
    DType dtype = DType.named(type);
    if (dtype == null) {
      throw refusal(
          file,
          name,
          "unknown dtype "
              + Text.quote(type)
              + ", expected one of "
              + Arrays.toString(DType.values()));
    }
    return new Entry(new TensorInfo(name, dtype, shape), offsets.get(0), offsets.get(1));
  }

  private static List<Long> integers(JsonReader json) {
    List<Long> values = new ArrayList<>();
    json.array();
    while (json.moreElements()) {
      values.add(json.unsigned());
    }
    return values;
  }
}
