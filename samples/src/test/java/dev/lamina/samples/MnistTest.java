package dev.lamina.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.Lamina;
import dev.lamina.runtime.LoadOptions;
import dev.lamina.runtime.Network;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The last 2,000 test images of MNIST through LeNet, against PyTorch's logits. Skipped unless the
 * property {@code lamina.mnist} names the folder of the data set.
 */
class MnistTest {
  private static final int FIRST = 8000;
  private static final int IMAGES = 2000;
  private static final int PIXELS = 28 * 28;

  @ParameterizedTest
  @ValueSource(strings = {"scalar", "simd256"})
  void readsWhatPyTorchReads(String variant) throws IOException {
    String folder = System.getProperty("lamina.mnist", "");
    Assumptions.assumeFalse(folder.isEmpty(), "no MNIST: -Dlamina.mnist=FOLDER");
    byte[] images = unzip(Path.of(folder, "t10k-images-idx3-ubyte.gz"));
    byte[] labels = unzip(Path.of(folder, "t10k-labels-idx1-ubyte.gz"));
    ByteBuffer logits = logits();
    Network network =
        Lamina.compile(Path.of("models/lenet.nn")).load(LoadOptions.defaults().variant(variant));
    int right = 0;
    for (int i = 0; i < IMAGES; i++) {
      float[] scores = network.forward(pixels(images, FIRST + i));
      int best = 0;
      for (int digit = 0; digit < scores.length; digit++) {
        assertEquals(logits.getFloat(), scores[digit], 1e-4f, "logit " + digit + " of image " + i);
        best = scores[digit] > scores[best] ? digit : best;
      }
      right += best == labels[8 + FIRST + i] ? 1 : 0;
    }
    assertTrue(right >= 0.991 * IMAGES, right + " of " + IMAGES);
  }

  private static float[] pixels(byte[] images, int image) {
    float[] pixels = new float[PIXELS];
    for (int i = 0; i < PIXELS; i++) {
      pixels[i] = (images[16 + image * PIXELS + i] & 0xff) / 255f;
    }
    return pixels;
  }

  private static byte[] unzip(Path file) throws IOException {
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      return in.readAllBytes();
    }
  }

  /** PyTorch's logits, behind the header of their safetensors file. */
  private static ByteBuffer logits() throws IOException {
    try (InputStream in = MnistTest.class.getResourceAsStream("/lenet.logits.safetensors")) {
      ByteBuffer file = ByteBuffer.wrap(in.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN);
      return file.position(Math.toIntExact(Long.BYTES + file.getLong(0)));
    }
  }
}
