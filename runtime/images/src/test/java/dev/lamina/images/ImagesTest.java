package dev.lamina.images;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImagesTest {
  @TempDir private Path directory;

  private Path png(int type, int width, int height, int... samples) throws IOException {
    BufferedImage image = new BufferedImage(width, height, type);
    for (int i = 0; i < samples.length; i++) {
      if (type == BufferedImage.TYPE_INT_RGB) {
        image.setRGB(i % width, i / width, samples[i]);
      } else {
        image.getRaster().setSample(i % width, i / width, 0, samples[i]);
      }
    }
    Path file = directory.resolve("x.png");
    ImageIO.write(image, "png", file.toFile());
    return file;
  }

  @Test
  void greyStaysAsItIsStored() throws IOException {
    Path file = png(BufferedImage.TYPE_BYTE_GRAY, 3, 1, 0, 51, 255);
    assertArrayEquals(new float[] {0, 0.2f, 1}, Images.load(file, 1, 1, 3));
    assertArrayEquals(new float[] {0, 0.2f, 1, 0, 0.2f, 1, 0, 0.2f, 1}, Images.load(file, 3, 1, 3));
  }

  @Test
  void sixteenBitsBecomeEight() throws IOException {
    Path file = png(BufferedImage.TYPE_USHORT_GRAY, 3, 1, 0, 0x8080, 0xffff);
    byte[] bytes = Images.loadBytes(file, Preprocessing.stretch(), 1, 1, 3);
    assertArrayEquals(new byte[] {0, (byte) 0x80, (byte) 0xff}, bytes);
  }

  @Test
  void oneBitIsBlackAndWhite() throws IOException {
    Path file = png(BufferedImage.TYPE_BYTE_BINARY, 3, 1, 0, 1, 0);
    assertArrayEquals(new float[] {0, 1, 0}, Images.load(file, 1, 1, 3));
  }

  @Test
  void theShapeDecidesTheOrder() throws IOException {
    Path file = png(BufferedImage.TYPE_INT_RGB, 1, 2, 0xff0033, 0x00ff00);
    assertArrayEquals(new float[] {1, 0, 0, 1, 0.2f, 0}, Images.load(file, 3, 2, 1));
    assertArrayEquals(new float[] {1, 0, 0.2f, 0, 1, 0}, Images.load(file, 2, 1, 3));
    byte[] bytes = Images.loadBytes(file, Preprocessing.stretch(), 2, 1, 3);
    assertArrayEquals(new byte[] {-1, 0, 0x33, 0, -1, 0}, bytes);
    assertArrayEquals(
        new byte[] {-1, 0, 0, -1, 0x33, 0},
        Images.loadBytes(file, Preprocessing.stretch(), 3, 2, 1));
  }

  @Test
  void meanAndDeviationAreOneOrOneAChannel() {
    Image image = Image.of(1, 1, 3, new byte[] {0, 51, (byte) 255});
    Preprocessing one = Preprocessing.stretch().mean(0.5f).std(0.5f);
    assertArrayEquals(
        new float[] {-1, (0.2f - 0.5f) / 0.5f, 1}, Images.floats(image, one, 3, 1, 1));
    Preprocessing each = Preprocessing.stretch().mean(0, 1, 2).std(1, 2, 4);
    assertArrayEquals(new float[] {0, (0.2f - 1) / 2, -0.25f}, Images.floats(image, each, 3, 1, 1));
  }

  @Test
  void aCropLargerThanThePictureHasABlackMargin() {
    Image image = Image.of(1, 2, 1, new byte[] {7, 9});
    assertArrayEquals(
        new byte[] {0, 0, 0, 0, 0, 0, 7, 9, 0, 0, 0, 0, 0, 0, 0}, image.centerCrop(3, 5).bytes());
    assertArrayEquals(new byte[] {0, 7, 0}, image.centerCrop(3, 1).bytes());
  }

  @Test
  void whatIsGivenOutIsACopy() {
    byte[] samples = {1, 2, 3};
    Image image = Image.of(1, 1, 3, samples);
    samples[0] = 9;
    image.bytes()[1] = 9;
    Images.bytes(image, Preprocessing.stretch(), 1, 1, 3)[2] = 9;
    assertArrayEquals(new byte[] {1, 2, 3}, image.bytes());
  }

  @Test
  void mistakesSayWhatArrivedAndWhatWasExpected() throws IOException {
    Path text = Files.writeString(directory.resolve("a.png"), "text");
    refused(() -> Image.read(text), "a.png is no picture in a known format");
    refused(() -> Image.read(directory.resolve("none.png")), "there is no file");
    refused(() -> Image.read(directory), "cannot be read");
    Path cut = png(BufferedImage.TYPE_BYTE_GRAY, 20, 20, 1, 2, 3);
    Files.write(cut, Arrays.copyOf(Files.readAllBytes(cut), 45));
    refused(() -> Image.read(cut), "x.png is damaged");
    refused(() -> Image.read(new ByteArrayInputStream(new byte[0])), "the picture is no picture");
    refused(() -> Images.load(text, 2, 4, 4), "(C, H, W) or (H, W, C)", "(2, 4, 4)");
    refused(() -> Images.load(text, 784), "(784)");
    refused(() -> Preprocessing.imagenet().std(1, 0, 1), "other than 0", "[1.0, 0.0, 1.0]");
    refused(() -> Preprocessing.imagenet().resize(0), "at least 1 x 1 pixels, got 0 x 0");
    refused(() -> Image.of(1, 1, 3, new byte[4]), "are 3 samples, got 4");
    Image grey = Image.of(1, 1, 1, new byte[1]);
    Preprocessing colours = Preprocessing.imagenet();
    assertEquals(
        "mean has 3 numbers, expected 1",
        assertThrows(ImageException.class, () -> Images.floats(grey, colours, 1, 1, 1))
            .getMessage());
    refused(() -> grey.resize(100_000), "more than 100000000");
  }

  @Test
  void aPictureThatClaimsToBeHugeIsNotDecoded() throws IOException {
    byte[] png = Files.readAllBytes(png(BufferedImage.TYPE_BYTE_GRAY, 20, 20));
    ByteBuffer.wrap(png).putInt(16, 20_000).putInt(20, 20_000);
    refused(() -> Image.read(new ByteArrayInputStream(png)), "20000 x 20000 pixels are more");
    byte[] header = "BM".getBytes(StandardCharsets.US_ASCII);
    refused(() -> Image.read(new ByteArrayInputStream(header)), "the picture");
  }

  private static void refused(Runnable call, String... parts) {
    String message = assertThrows(ImageException.class, call::run).getMessage();
    for (String part : parts) {
      assertTrue(message.contains(part), message);
    }
  }
}
