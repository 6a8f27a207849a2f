package dev.lamina.samples.service;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bodies that are samples, and what is said of others. */
class SampleReaderTest {
  private static final String JSON = "application/json";
  private static final String FLOATS = "application/octet-stream";
  private static final String PNG = "image/png";

  private final SampleReader reader = new SampleReader(List.of(1, 2, 2));
  private final Buffers buffers = new Buffers(4, 1);

  @Test
  void aSampleIsAnArrayOfNumbersOrRawFloatsOrAPicture() throws IOException {
    float[] sample = {0, 1, 0, 1};
    assertArrayEquals(sample, read(JSON + "; charset=utf-8", bytes("[0, 1.0, 0e5, 1]")));
    assertArrayEquals(sample, read(FLOATS, Digits.floats(sample)));
    assertArrayEquals(sample, read(PNG, picture(2, 2, BufferedImage.TYPE_BYTE_GRAY)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[1, 2, 3]          | the array has 3 numbers, expected 4, shape (1, 2, 2)",
        "[1, 2, 3, 4, 5]    | the array has 5 numbers, expected 4, shape (1, 2, 2)",
        "[1, NaN, 3, 4]     | value 1 is NaN, expected a finite number",
        "[1, 2, 1e99, 4]    | value 2 is Infinity, expected a finite number",
        "[1, 2, \"x\", 4]   | value 2 is 'x', expected a number",
        "[[1, 2], [3, 4]]   | value 0 is '[', expected a number",
        "[1, 2              | the body is not JSON after 2 numbers, expected an array of 4",
        "{\"a\": 1}         | the body is no JSON array, expected one of 4 numbers, shape (1, 2,"
            + " 2)",
        "hello              | the body is not JSON after 0 numbers, expected an array of 4",
      })
  void otherJsonIsRefused(String body, String message) {
    assertEquals(message, refused(400, JSON, bytes(body)));
  }

  @Test
  void otherFloatsAreRefused() {
    String expected = ", expected 16: 4 floats of 4 bytes, shape (1, 2, 2)";
    assertEquals("the body has 12 bytes" + expected, refused(400, FLOATS, new byte[12]));
    assertEquals("the body has 15 bytes" + expected, refused(400, FLOATS, new byte[15]));
    assertEquals("the body has 20 bytes" + expected, refused(400, FLOATS, new byte[20]));
    assertEquals("the body has 0 bytes" + expected, refused(400, FLOATS, new byte[0]));
    assertEquals(
        "value 2 is NaN, expected a finite number",
        refused(400, FLOATS, Digits.floats(1, 2, Float.NaN, 4)));
  }

  @Test
  void otherPicturesAreRefused() throws IOException {
    assertEquals(
        "the picture has 3 x 2 pixels, expected 2 x 2",
        refused(400, PNG, picture(3, 2, BufferedImage.TYPE_BYTE_GRAY)));
    assertEquals(
        "the picture is not grey with 8 bits, as `convert -colorspace gray` makes it",
        refused(400, PNG, picture(2, 2, BufferedImage.TYPE_INT_RGB)));
    byte[] cut = picture(2, 2, BufferedImage.TYPE_BYTE_GRAY);
    assertEquals(
        "the body is not a PNG picture",
        refused(400, PNG, Arrays.copyOf(cut, 30)).split(":", 2)[0]);
    assertEquals(
        "the body is not a PNG picture", refused(400, PNG, bytes("GIF89a")).split(":", 2)[0]);
  }

  @Test
  void otherTypesAreRefused() {
    String expected =
        ", expected Content-Type: application/json (an array of 4 numbers),"
            + " application/octet-stream (4 little-endian floats) or image/png (8-bit grey)";
    assertEquals("the body's type is text/plain" + expected, refused(415, "text/plain", bytes("")));
    assertEquals("the body's type is not given" + expected, refused(415, null, bytes("")));
  }

  private float[] read(String type, byte[] body) throws IOException {
    reader.read(type, new ByteArrayInputStream(body), buffers);
    return buffers.input;
  }

  private String refused(int status, String type, byte[] body) {
    RequestException e = assertThrows(RequestException.class, () -> read(type, body));
    assertEquals(status, e.status());
    return e.getMessage();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Black and white columns. */
  private static byte[] picture(int width, int height, int type) throws IOException {
    BufferedImage image = new BufferedImage(width, height, type);
    for (int i = 0; i < width * height; i++) {
      image.setRGB(i % width, i / width, i % width == 1 ? 0xffffff : 0);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, "png", bytes);
    return bytes.toByteArray();
  }
}
