package dev.lamina.images;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The same bits as Pillow's answers, which {@code make.py} recorded. */
class PillowTest {
  private static InputStream open(String name) {
    return PillowTest.class.getResourceAsStream("/images/" + name);
  }

  private static Image image(String name) throws IOException {
    try (InputStream in = open(name)) {
      return Image.read(in);
    }
  }

  static List<String> recorded() throws IOException {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(open("expected.txt"), StandardCharsets.US_ASCII))) {
      return lines.lines().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("recorded")
  void agrees(String line) throws IOException {
    String[] words = line.split(" ", -1);
    Image image = image(words[0] + ".png");
    int a = Integer.parseInt(words[2]);
    int b = Integer.parseInt(words[3]);
    byte[] actual =
        switch (words[1]) {
          case "resize" -> image.resize(a, b).bytes();
          case "grey" -> image.grey().bytes();
          case "preset" -> preset(image, a, b);
          default -> throw new IllegalArgumentException(line);
        };
    CRC32 checksum = new CRC32();
    checksum.update(actual);
    assertEquals(Long.parseLong(words[4]), checksum.getValue());
  }

  private static byte[] preset(Image image, int resize, int crop) {
    float[] values = Images.floats(image, Preprocessing.imagenet().resize(resize), 3, crop, crop);
    ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES);
    bytes.asFloatBuffer().put(values);
    return bytes.array();
  }

  @ParameterizedTest
  @ValueSource(strings = {"alpha", "palette"})
  void otherKindsOfPngAreTheSameColours(String name) throws IOException {
    assertEquals(image(name + ".expected.png"), image(name + ".png"));
  }

  /** Decoders differ by the rounding of the cosine transform and of colours. */
  @ParameterizedTest
  @CsvSource({"full, 2", "grey, 2", "turned, 3"})
  void jpegsAreNearlyTheSame(String name, int tolerance) throws IOException {
    Image expected = image(name + ".expected.png");
    Image actual = image(name + ".jpg");
    assertEquals(expected.toString(), actual.toString());
    byte[] a = expected.bytes();
    byte[] b = actual.bytes();
    long sum = 0;
    for (int i = 0; i < a.length; i++) {
      int difference = Math.abs((a[i] & 0xff) - (b[i] & 0xff));
      assertTrue(difference <= tolerance, i + ": " + (a[i] & 0xff) + ", " + (b[i] & 0xff));
      sum += difference;
    }
    assertTrue(sum < a.length * 0.5, "on average " + (double) sum / a.length);
  }

  @Test
  void thePhotoIsLargeEnoughToBeWorthIt() throws IOException {
    assertEquals("75 x 100 pixels, 3 channels", image("photo.png").toString());
    assertEquals("29 x 31 pixels, grey", image("grey.png").toString());
  }
}
