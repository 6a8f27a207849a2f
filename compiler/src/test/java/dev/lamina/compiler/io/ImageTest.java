package dev.lamina.compiler.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lamina.compiler.layer.Shape;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageTest {
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
    assertArrayEquals(new float[] {0, 0.2f, 1}, Image.read(file, Shape.of(1, 1, 3)).data());
    float[] colours = Image.read(file, Shape.of(3, 1, 3)).data();
    assertArrayEquals(new float[] {0, 0.2f, 1, 0, 0.2f, 1, 0, 0.2f, 1}, colours);
  }

  @Test
  void sixteenBitsOfGrey() throws IOException {
    Path file = png(BufferedImage.TYPE_USHORT_GRAY, 2, 1, 0, 65535);
    assertArrayEquals(new float[] {0, 1}, Image.read(file, Shape.of(1, 1, 2)).data());
  }

  @Test
  void coloursAreThreePlanes() throws IOException {
    Path file = png(BufferedImage.TYPE_INT_RGB, 2, 1, 0xff0033, 0x00ff00);
    assertArrayEquals(
        new float[] {1, 0, 0, 1, 0.2f, 0}, Image.read(file, Shape.of(3, 1, 2)).data());
    float[] grey = Image.read(file, Shape.of(1, 1, 2)).data();
    assertArrayEquals(new float[] {0.299f + 0.0228f, 0.587f}, grey, 1e-6f);
  }

  @Test
  void shrinkingAveragesAndGrowingInterpolates() throws IOException {
    Path file = png(BufferedImage.TYPE_BYTE_GRAY, 4, 1, 0, 0, 255, 255);
    float[] half = Image.read(file, Shape.of(1, 1, 2)).data();
    assertEquals(1, half[0] + half[1], 1e-6);
    assertEquals(0.0, half[0], 0.2);
    float[] twice = Image.read(file, Shape.of(1, 1, 8)).data();
    float[] sorted = twice.clone();
    Arrays.sort(sorted);
    assertArrayEquals(sorted, twice);
    assertEquals(0.25f, twice[3], 1e-6);
    float[] even =
        Image.read(png(BufferedImage.TYPE_BYTE_GRAY, 2, 2, 51, 51, 51, 51), Shape.of(1, 7, 5))
            .data();
    for (float value : even) {
      assertEquals(0.2f, value, 1e-6);
    }
  }

  @Test
  void refusesWhatIsNoPicture() throws IOException {
    Path text = Files.writeString(directory.resolve("a.png"), "text");
    assertThrows(FileException.class, () -> Image.read(text, Shape.of(1, 2, 2)));
    Path cut = png(BufferedImage.TYPE_BYTE_GRAY, 20, 20, 1, 2, 3);
    Files.write(cut, Arrays.copyOf(Files.readAllBytes(cut), 45));
    assertThrows(FileException.class, () -> Image.read(cut, Shape.of(1, 2, 2)));
  }
}
