package dev.lamina.compiler.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.layer.Shape;
import dev.lamina.compiler.layer.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NpyTest {
  @TempDir private Path directory;

  private Path write(String header, String hex) throws IOException {
    byte[] text = (header + "\n").getBytes(StandardCharsets.ISO_8859_1);
    byte[] data = HexFormat.of().parseHex(hex);
    ByteBuffer bytes = ByteBuffer.allocate(10 + text.length + data.length);
    bytes.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
    bytes.put((byte) text.length).put((byte) (text.length >> 8)).put(text).put(data);
    return Files.write(directory.resolve("x.npy"), bytes.array());
  }

  @ParameterizedTest
  @CsvSource({
    "<f4, 0000803f000000c0, 1, -2",
    ">f4, 3f800000c0000000, 1, -2",
    "<f8, 000000000000f03f00000000000000c0, 1, -2",
    "<f2, 003c0100, 1, 5.9604645E-8",
    "<f2, 007c00fe, Infinity, NaN",
    "|b1, 0200, 1, 0",
    "|i1, 7fff, 127, -1",
    "|u1, 7fff, 127, 255",
    "<i2, 0100ffff, 1, -1",
    ">u2, 0001ffff, 1, 65535",
    "<i4, 01000000ffffffff, 1, -1",
    "<u4, 01000000ffffffff, 1, 4294967296",
    "<i8, 0100000000000000ffffffffffffffff, 1, -1",
    "<u8, 0100000000000000ffffffffffffffff, 1, 18446744073709551616",
  })
  void readsEveryTypeOfNumber(String type, String hex, float first, float second)
      throws IOException {
    Path file = write("{'descr': '" + type + "', 'fortran_order': False, 'shape': (2,), }", hex);
    assertArrayEquals(new float[] {first, second}, Npy.read(file).data());
  }

  @Test
  void readsColumnMajorArrays() throws IOException {
    Path file = write("{'shape': (2, 3), 'fortran_order': True, 'descr': '|u1'}", "000102030405");
    assertArrayEquals(new float[] {0, 2, 4, 1, 3, 5}, Npy.read(file).data());
  }

  @ParameterizedTest
  @ValueSource(strings = {"()", "(3,)", "(2, 3)", "(0, 3)", "(1, 2, 3, 4)"})
  void readsWhatItWrote(String text) {
    int[] sizes =
        text.equals("()")
            ? new int[0]
            : java.util.Arrays.stream(text.replaceAll("[(),]+", " ").strip().split(" +"))
                .mapToInt(Integer::parseInt)
                .toArray();
    Tensor tensor = Tensor.zeros(Shape.of(sizes));
    for (int i = 0; i < tensor.data().length; i++) {
      tensor.data()[i] = i + 0.5f;
    }
    Path file = directory.resolve("y.npy");
    Npy.write(file, tensor);
    Tensor read = Npy.read(file);
    assertEquals(tensor.shape(), read.shape());
    assertArrayEquals(tensor.data(), read.data());
  }

  @Test
  void theHeaderIsAlignedAsNumPyDoes() throws IOException {
    Path file = directory.resolve("y.npy");
    Npy.write(file, Tensor.zeros(Shape.of(1, 2, 3)));
    byte[] bytes = Files.readAllBytes(file);
    assertEquals(128 + 24, bytes.length);
    assertEquals('\n', bytes[127]);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          {'descr': '<f4', 'fortran_order': False, 'shape': (2,), } ; 00000000 ; is damaged: 4 bytes of data, but (2) takes 8 bytes
          {'descr': '<f4', 'fortran_order': False, 'shape': (1,), } ; 0000000000 ; is damaged: 5 bytes
          {'descr': '<f4', 'fortran_order': False} ; 00000000 ; its header has no shape
          {'descr': '<f4', 'shape': (1,)} ; 00000000 ; its header has no fortran_order
          {'descr': '|O', 'fortran_order': False, 'shape': (1,), } ; 00000000 ; NumPy's type 'O'
          {'descr': '<c8', 'fortran_order': False, 'shape': (1,), } ; 00000000 ; NumPy's type 'c8'
          {'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), } ; 00000000 ; holds no plain numbers
          {'descr': '|u1', 'fortran_order': False, 'shape': (99999999999,), } ; 00 ; beyond 2^31 elements
          {'descr': '|u1', 'fortran_order': False, 'shape': (65536, 65536), } ; 00 ; beyond 2^31 elements
          {'descr': '|u1', 'fortran_order': False, 'shape': (2147483647, 2147483647, 2147483647), } ; 00 ; beyond 2^31 elements
          """)
  void refuses(String header, String hex, String message) throws IOException {
    Path file = write(header, hex);
    FileException e = assertThrows(FileException.class, () -> Npy.read(file));
    assertTrue(e.getMessage().contains(message), e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(ints = {6, 7, 8, 9, 10, 40})
  void refusesAFileThatEndsEarly(int length) throws IOException {
    Path file = write("{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }", "00000000");
    Files.write(file, java.util.Arrays.copyOf(Files.readAllBytes(file), length));
    assertThrows(FileException.class, () -> Npy.read(file));
  }
}
