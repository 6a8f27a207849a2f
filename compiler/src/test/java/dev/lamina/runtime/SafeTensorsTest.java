package dev.lamina.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.lamina.compiler.jar.SafeTensorsWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SafeTensorsTest {
  @TempDir Path directory;

  private static byte[] file(String header, int dataBytes) {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + json.length + dataBytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(json.length)
        .put(json)
        .array();
  }

  private static byte[] prefix(long headerLength, int more) {
    return ByteBuffer.allocate(8 + more)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(headerLength)
        .array();
  }

  private static String tensor(String name, String dtype, String shape, String offsets) {
    return String.format(
        "\"%s\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":%s}", name, dtype, shape, offsets);
  }

  private Path write(String name, byte[] bytes) throws IOException {
    return Files.write(directory.resolve(name), bytes);
  }

  static Stream<Arguments> refusals() {
    String a = tensor("a", "F32", "[2]", "[0,8]");
    return Stream.of(
        arguments("empty", new byte[0], "has 0 bytes, expected at least 8"),
        arguments("short", new byte[7], "has 7 bytes, expected at least 8"),
        arguments("header too large", prefix(100_000_001, 8), "header of 100000001 bytes"),
        arguments("unsigned length", prefix(-1, 8), "header of 18446744073709551615 bytes"),
        arguments("header beyond file", prefix(100, 3), "should have 100 bytes, but only 3 follow"),
        arguments("not UTF-8", utf8(), "not valid UTF-8"),
        arguments("not JSON", file("hello", 0), "expected an object, got 'hello'"),
        arguments("empty header", file("", 0), "it begins with 8 bytes of zero"),
        arguments("array", file("[]", 0), "expected an object, got '[]'"),
        arguments("unclosed", file("{" + a, 8), "expected ',', got ''"),
        arguments("junk after header", file("{}x", 0), "expected the end, got 'x'"),
        arguments("trailing comma", file("{" + a + ",}", 8), "expected a string, got '}'"),
        arguments("duplicate name", file("{" + a + "," + a + "}", 8), "'a' comes twice"),
        arguments(
            "duplicate field",
            file("{\"a\":{\"dtype\":\"F32\",\"dtype\":\"F32\"}}", 0),
            "'dtype' comes twice"),
        arguments("unknown field", file("{\"a\":{\"strides\":[1]}}", 0), "unknown field 'strides'"),
        arguments("missing field", file("{\"a\":{\"dtype\":\"F32\"}}", 0), "tensor 'a': it needs"),
        arguments("offsets", file("{" + tensor("a", "F32", "[2]", "[0]") + "}", 8), "has 1 values"),
        arguments(
            "unknown dtype",
            file("{" + tensor("a", "F31", "[2]", "[0,8]") + "}", 8),
            "tensor 'a': unknown dtype 'F31', expected one of [BOOL"),
        arguments(
            "negative size",
            file("{" + tensor("a", "F32", "[-2]", "[0,8]") + "}", 8),
            "not negative, got '-2]"),
        arguments(
            "fraction", file("{" + tensor("a", "F32", "[2.0]", "[0,8]") + "}", 8), "got '2.0]"),
        arguments(
            "leading zero", file("{" + tensor("a", "F32", "[02]", "[0,8]") + "}", 8), "got '02]"),
        arguments(
            "huge integer",
            file("{" + tensor("a", "F32", "[18446744073709551614]", "[0,8]") + "}", 8),
            "18446744073709551614 is too large"),
        arguments(
            "first not at 0",
            file("{" + tensor("a", "F32", "[1]", "[4,8]") + "}", 8),
            "tensor 'a': its data_offsets are [4, 8], expected them to begin at 0"),
        arguments(
            "hole",
            file("{" + a + "," + tensor("b", "F32", "[1]", "[12,16]") + "}", 16),
            "tensor 'b': its data_offsets are [12, 16], expected them to begin at 8"),
        arguments(
            "overlap",
            file("{" + a + "," + tensor("b", "F32", "[1]", "[4,8]") + "}", 8),
            "tensor 'b': its data_offsets are [4, 8], expected them to begin at 8"),
        arguments(
            "backwards",
            file("{" + a + "," + tensor("b", "F32", "[0]", "[8,4]") + "}", 8),
            "tensor 'b': its data_offsets are [8, 4]"),
        arguments(
            "shape overflow",
            file("{" + tensor("a", "F32", "[4294967296,4294967296]", "[0,0]") + "}", 0),
            "its shape (4294967296, 4294967296) is too large"),
        arguments(
            "bits overflow",
            file("{" + tensor("a", "F64", "[2305843009213693952]", "[0,0]") + "}", 0),
            "is too large"),
        arguments(
            "half a byte",
            file("{" + tensor("a", "F4", "[3]", "[0,1]") + "}", 1),
            "make 12 bits, expected whole bytes"),
        arguments(
            "wrong size",
            file("{" + tensor("a", "F32", "[3]", "[0,8]") + "}", 8),
            "tensor 'a': its data_offsets hold 8 bytes, expected 12 for shape (3) of F32"),
        arguments("truncated data", file("{" + a + "}", 7), "is it truncated"),
        arguments("appended data", file("{" + a + "}", 9), "is something appended"),
        arguments(
            "metadata not strings",
            file("{\"__metadata__\":{\"a\":1}}", 0),
            "expected a string, got '1"),
        arguments("deep", file("{\"a\":{\"shape\":" + "[".repeat(99) + "}}", 0), "got '[[["),
        arguments("zip", "PK\3\4....".getBytes(StandardCharsets.ISO_8859_1), "save_file"),
        arguments("pickle", new byte[] {(byte) 0x80, 2, 0x7d, 0x71, 0, 0, 0, 0}, "PyTorch pickle"),
        arguments("numpy", "\u0093NUMPY\1\0v".getBytes(StandardCharsets.ISO_8859_1), "NumPy array"),
        arguments("gguf", "GGUF\3\0\0\0".getBytes(StandardCharsets.ISO_8859_1), "GGUF"));
  }

  private static byte[] utf8() {
    byte[] bytes = file("{\"a\":0}", 0);
    bytes[10] = (byte) 0xff;
    return bytes;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refusals")
  void refuses(String name, byte[] bytes, String expected) throws IOException {
    Path path = write("x.safetensors", bytes);
    String message =
        assertThrows(WeightsException.class, () -> TensorSource.open(path).close()).getMessage();
    assertTrue(message.contains(expected), message);
    assertTrue(message.contains("x.safetensors"), message);
    String streamed =
        assertThrows(
                WeightsException.class,
                () -> {
                  try (TensorStream stream =
                      TensorStream.open("x", () -> new ByteArrayInputStream(bytes))) {
                    stream.verify(0);
                  }
                })
            .getMessage();
    assertTrue(streamed.contains(expected) || streamed.contains("truncated"), streamed);
  }

  @Test
  void sayHowToConvertPyTorchFiles() throws IOException {
    Path path = write("model.pt", "PK\3\4....".getBytes(StandardCharsets.ISO_8859_1));
    String message =
        assertThrows(WeightsException.class, () -> TensorSource.open(path).close()).getMessage();
    assertTrue(message.contains("\n  from safetensors.torch import save_file\n"), message);
    assertTrue(
        message.contains(
            "\n"
                + "  save_file(torch.load(\"model.pt\", map_location=\"cpu\"),"
                + " \"model.safetensors\")\n"),
        message);
    assertTrue(message.contains("state_dict"), message);
  }

  /** Headers of 640 bytes begin with the two bytes that pickles begin with. */
  @Test
  void headerLengthThatLooksLikeAPickle() throws IOException {
    for (int length : new int[] {0x280, 0x380, 0x480, 0x580, 0x10280}) {
      String entry = tensor("a", "F32", "[1]", "[0,4]");
      byte[] bytes = file("{" + entry + "}" + " ".repeat(length - entry.length() - 2), 4);
      assertEquals((byte) 0x80, bytes[0]);
      try (TensorSource source = TensorSource.open(write("x.safetensors", bytes))) {
        assertEquals(1, source.tensors().size());
      }
    }
  }

  @Test
  void missingFileAndDirectory() {
    Path missing = directory.resolve("no.safetensors");
    assertEquals(
        "there is no file " + missing,
        assertThrows(WeightsException.class, () -> TensorSource.open(missing).close())
            .getMessage());
    assertTrue(
        assertThrows(WeightsException.class, () -> TensorSource.open(directory).close())
            .getMessage()
            .contains("is a directory"));
  }

  static Stream<Arguments> accepted() {
    return Stream.of(
        arguments("{}", 0, 0),
        arguments("  {}  \n", 0, 0),
        arguments("{\"__metadata__\":{\"format\":\"pt\"}}", 0, 0),
        arguments("{" + tensor("scalar", "F32", "[]", "[0,4]") + "}", 4, 1),
        arguments("{" + tensor("none", "F32", "[0,281474976710655]", "[0,0]") + "}", 0, 1),
        arguments("{" + tensor("caf\\u00e9\\n", "F4", "[2]", "[0,1]") + "}", 1, 1));
  }

  @ParameterizedTest
  @MethodSource("accepted")
  void accepts(String header, int dataBytes, int tensors) throws IOException {
    try (TensorSource source = TensorSource.open(write("x.safetensors", file(header, dataBytes)))) {
      assertEquals(tensors, source.tensors().size());
    }
  }

  static Stream<Arguments> elements() {
    return Stream.of(
        arguments(DType.BOOL, new byte[] {0, 1, 2}, new double[] {0, 1, 1}),
        arguments(DType.I8, new byte[] {1, -1}, new double[] {1, -1}),
        arguments(DType.U8, new byte[] {1, -1}, new double[] {1, 255}),
        arguments(DType.I16, new byte[] {1, -1}, new double[] {-255}),
        arguments(DType.U16, new byte[] {1, -1}, new double[] {65281}),
        arguments(
            DType.F16,
            new byte[] {0, 0x3c, 1, 0, 0, (byte) 0x80, -1, 0x7b},
            new double[] {1, 0x1p-24, -0.0, 65504}),
        arguments(
            DType.F16,
            new byte[] {0, 0x7c, 0, (byte) 0xfc, 1, 0x7e, -1, (byte) 0x83},
            new double[] {
              Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.NaN, -1023 * 0x1p-24
            }),
        arguments(DType.BF16, new byte[] {(byte) 0x80, 0x3f}, new double[] {1}),
        arguments(DType.F32, new byte[] {0, 0, 0x20, 0x40}, new double[] {2.5}),
        arguments(DType.F64, new byte[] {0, 0, 0, 0, 0, 0, 4, 0x40}, new double[] {2.5}),
        arguments(DType.I32, new byte[] {-2, -1, -1, -1}, new double[] {-2}),
        arguments(DType.U32, new byte[] {-2, -1, -1, -1}, new double[] {4294967294.0}),
        arguments(DType.I64, new byte[] {-2, -1, -1, -1, -1, -1, -1, -1}, new double[] {-2}),
        arguments(DType.U64, new byte[] {-2, -1, -1, -1, -1, -1, -1, -1}, new double[] {0x1p64}));
  }

  @ParameterizedTest
  @MethodSource("elements")
  void converts(DType dtype, byte[] data, double[] expected) throws IOException {
    TensorInfo tensor = new TensorInfo("t", dtype, List.of((long) expected.length));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    SafeTensorsWriter writer = new SafeTensorsWriter(List.of(tensor), Map.of());
    int checksum = writer.write(bytes, (info, sink) -> sink.accept(ByteBuffer.wrap(data)));
    assertEquals(writer.length(), bytes.size());
    float[] floats = new float[expected.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) expected[i];
    }
    try (TensorSource source = TensorSource.open(write("x.safetensors", bytes.toByteArray()))) {
      assertEquals(List.of(tensor), source.tensors());
      assertArrayEquals(expected, source.doubles(tensor));
      assertArrayEquals(floats, source.floats(tensor));
    }
    try (TensorStream stream =
        TensorStream.open("x", () -> new ByteArrayInputStream(bytes.toByteArray()))) {
      assertArrayEquals(expected, stream.doubles(tensor));
      assertArrayEquals(floats, stream.floats(tensor));
      stream.verify(checksum);
      assertThrows(WeightsException.class, () -> stream.verify(checksum + 1));
    }
  }

  @Test
  void everyHalfIsExact() {
    for (int bits = 0; bits < 0x10000; bits++) {
      int exponent = bits >> 10 & 0x1f;
      double fraction = bits & 0x3ff;
      double magnitude =
          exponent == 0x1f
              ? (fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN)
              : exponent == 0
                  ? fraction * 0x1p-24
                  : (1024 + fraction) * Math.scalb(1.0, exponent - 25);
      double expected = bits < 0x8000 ? magnitude : -magnitude;
      assertEquals(expected, Decoder.half((short) bits));
    }
  }

  @Test
  void refusesToReadUnreadableTypesByName() throws IOException {
    byte[] bytes = file("{" + tensor("w", "F8_E4M3", "[2]", "[0,2]") + "}", 2);
    try (TensorSource source = TensorSource.open(write("x.safetensors", bytes))) {
      TensorInfo tensor = source.tensors().get(0);
      String message =
          assertThrows(WeightsException.class, () -> source.floats(tensor)).getMessage();
      assertTrue(message.contains("tensor 'w' has dtype F8_E4M3"), message);
    }
  }

  @Test
  void writesTheSameBytesAndSurvivesStrangeNames() throws IOException {
    List<TensorInfo> tensors =
        List.of(
            new TensorInfo("a\"\\\n\u00e9\ud83d\ude00", DType.U8, List.of(3L)),
            new TensorInfo("b", DType.F32, List.of(2L, 300_000L)));
    SafeTensorsWriter writer = new SafeTensorsWriter(tensors, Map.of("format", "pt"));
    ByteArrayOutputStream first = new ByteArrayOutputStream();
    ByteArrayOutputStream second = new ByteArrayOutputStream();
    assertEquals(writer.write(first, this::pattern), writer.write(second, this::pattern));
    assertArrayEquals(first.toByteArray(), second.toByteArray());
    assertEquals(0, ByteBuffer.wrap(first.toByteArray()).get() % 8);
    try (TensorSource source = TensorSource.open(write("x.safetensors", first.toByteArray()))) {
      assertEquals(tensors, source.tensors());
      ByteArrayOutputStream copy = new ByteArrayOutputStream();
      writer.write(copy, source::read);
      assertArrayEquals(first.toByteArray(), copy.toByteArray());
    }
    assertThrows(
        IllegalStateException.class,
        () -> writer.write(new ByteArrayOutputStream(), (tensor, sink) -> {}));
  }

  private void pattern(TensorInfo tensor, Consumer<ByteBuffer> sink) {
    ByteBuffer bytes = ByteBuffer.allocate((int) tensor.bytes());
    for (int i = 0; i < bytes.capacity(); i++) {
      bytes.put((byte) (i * 31));
    }
    sink.accept(bytes.flip());
  }

  @Test
  void streamGoesBackByOpeningAgain() throws IOException {
    List<TensorInfo> tensors =
        List.of(
            new TensorInfo("a", DType.F32, List.of(4L)),
            new TensorInfo("b", DType.F32, List.of(400_000L)));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int checksum = new SafeTensorsWriter(tensors, Map.of()).write(bytes, this::pattern);
    int[] opened = {0};
    try (TensorStream stream =
        TensorStream.open(
            "x",
            () -> {
              opened[0]++;
              return new ByteArrayInputStream(bytes.toByteArray());
            })) {
      float[] b = stream.floats(tensors.get(1));
      assertEquals(1, opened[0]);
      float[] a = stream.floats(tensors.get(0));
      assertEquals(2, opened[0]);
      assertEquals(a[3], b[3]);
      stream.verify(checksum);
    }
  }

  @Test
  void shards() throws IOException {
    write("one.safetensors", file("{" + tensor("a", "F32", "[2]", "[0,8]") + "}", 8));
    write("two.safetensors", file("{" + tensor("b", "F32", "[1]", "[0,4]") + "}", 4));
    String index =
        "{\"metadata\":{\"total_size\":12,\"x\":[1.5e3,true,null,-0.5]},\"weight_map\":"
            + "{\"b\":\"two.safetensors\",\"a\":\"one.safetensors\"}}";
    try (TensorSource source = TensorSource.open(index(index))) {
      assertEquals(List.of("a", "b"), source.tensors().stream().map(TensorInfo::name).toList());
      assertEquals(1, source.floats(source.find("b").orElseThrow()).length);
    }
  }

  static Stream<Arguments> badIndexes() {
    return Stream.of(
        arguments("{}", "has no weight_map"),
        arguments("{\"weight_map\":{\"a\":\"../one.safetensors\"}}", "in the same directory"),
        arguments("{\"weight_map\":{\"a\":\"/etc/passwd\"}}", "in the same directory"),
        arguments("{\"weight_map\":{\"a\":\"C:x\"}}", "in the same directory"),
        arguments("{\"weight_map\":{\"a\":\"..\"}}", "in the same directory"),
        arguments("{\"weight_map\":{\"a\":\"\"}}", "in the same directory"),
        arguments("{\"weight_map\":{\"a\":\"three.safetensors\"}}", "there is no file"),
        arguments(
            "{\"weight_map\":{\"a\":\"one.safetensors\",\"b\":\"one.safetensors\"}}",
            "tensor 'b' should lie in one.safetensors, which does not have it"),
        arguments("{\"x\":" + "[".repeat(100_000) + "}", "nested deeper than 32"),
        arguments("{\"x\":truth}", "expected a"),
        arguments("{\"x\":01}", "expected ','"),
        arguments("{\"x\":\"\\q\"}", "unknown escape"),
        arguments("{\"x\":\"\\u12g4\"}", "hexadecimal"),
        arguments("{\"x\":\"\n\"}", "control character"),
        arguments("{\"x\":\"", "a string without an end"));
  }

  @ParameterizedTest
  @MethodSource("badIndexes")
  void refusesIndexes(String json, String expected) throws IOException {
    write("one.safetensors", file("{" + tensor("a", "F32", "[2]", "[0,8]") + "}", 8));
    Path path = index(json);
    String message =
        assertThrows(WeightsException.class, () -> TensorSource.open(path).close()).getMessage();
    assertTrue(message.contains(expected), message);
  }

  private Path index(String json) throws IOException {
    return write("x.safetensors.index.json", json.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void mutationsAreReadOrRefused() {
    String header =
        "{\"__metadata__\":{\"format\":\"pt\"},"
            + tensor("conv.weight", "F32", "[2,1]", "[0,8]")
            + ","
            + tensor("conv.bias", "BF16", "[4]", "[8,16]")
            + "}";
    byte[] good = file(header, 16);
    Random random = new Random(7);
    int read = 0;
    for (int round = 0; round < 2000; round++) {
      byte[] bytes = mutate(good, random);
      try (TensorStream stream = TensorStream.open("x", () -> new ByteArrayInputStream(bytes))) {
        for (TensorInfo tensor : stream.tensors()) {
          stream.doubles(tensor);
        }
        read++;
      } catch (WeightsException e) {
        assertTrue(e.getMessage().length() > 10, e.getMessage());
      }
    }
    assertTrue(read > 50 && read < 1000, read + " mutations were readable");
  }

  private static byte[] mutate(byte[] good, Random random) {
    byte[] bytes = good.clone();
    int changes = 1 + random.nextInt(3);
    for (int i = 0; i < changes; i++) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(4)) {
        case 0 -> bytes[at] = (byte) random.nextInt(256);
        case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> bytes[at] = (byte) "0123456789[]{},:\"\\".charAt(random.nextInt(18));
        default -> bytes = java.util.Arrays.copyOf(bytes, at + 1);
      }
    }
    return bytes;
  }
}
