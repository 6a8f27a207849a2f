package dev.lamina.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.Raster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main job: a model compiled to a jar, its class reads the drawn digits. */
class DigitsTest {
  @Test
  void allDrawnDigitsAreRecognised(@TempDir Path folder) throws Exception {
    Path jar = folder.resolve("lenet.jar");
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    ReadDigits.run(
        Path.of("models/lenet.nn"),
        jar,
        Path.of("digits"),
        new PrintStream(text, true, StandardCharsets.UTF_8));
    String printed = text.toString(StandardCharsets.UTF_8);
    assertTrue(printed.contains("10 of 10 digits recognised"), printed);
    assertTrue(Files.size(jar) > 250_000, "the weights are in the jar");
  }

  @Test
  void theDigitsAreWhatTheProgramDraws(@TempDir Path folder) throws Exception {
    DrawDigits.main(new String[] {folder.toString()});
    for (int digit = 0; digit < 10; digit++) {
      Raster drawn = read(folder.resolve(digit + ".png"));
      Raster kept = read(Path.of("digits", digit + ".png"));
      for (int i = 0; i < 28 * 28; i++) {
        int difference = drawn.getSample(i % 28, i / 28, 0) - kept.getSample(i % 28, i / 28, 0);
        assertEquals(0, difference, 16, "pixel " + i + " of digit " + digit);
      }
    }
  }

  private static Raster read(Path png) throws IOException {
    return ImageIO.read(png.toFile()).getRaster();
  }
}
