package dev.lamina.samples.service;

import dev.lamina.samples.LeNet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

/** The drawn digits as bodies of requests, and what the network says of them. */
public final class Digits {
  /** Those that are in the jar, too. */
  public static final Path WEIGHTS = Path.of("../models/lenet.safetensors");

  private static final LeNet NETWORK = LeNet.load();

  private Digits() {}

  /** The file. */
  public static byte[] png(int digit) {
    try {
      return Files.readAllBytes(file(digit));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path file(int digit) {
    return Path.of("../digits", digit + ".png");
  }

  /** The pixels, from 0 to 1. */
  public static float[] pixels(int digit) {
    try {
      float[] pixels = new float[28 * 28];
      ImageIO.read(file(digit).toFile()).getRaster().getSamples(0, 0, 28, 28, 0, pixels);
      for (int i = 0; i < pixels.length; i++) {
        pixels[i] /= 255;
      }
      return pixels;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As a body of type application/octet-stream. */
  public static byte[] floats(float... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return bytes.array();
  }

  /**
   * Replaces a copy of the weights by others: digit 1 scores 100 more, by the bias at their end.
   */
  public static void writeOtherWeights(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(WEIGHTS);
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int digit1 = bytes.length - 9 * Float.BYTES;
    buffer.putFloat(digit1, buffer.getFloat(digit1) + 100);
    Path next = file.resolveSibling("next");
    Files.write(next, bytes);
    Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
  }

  /** What the service must answer with the weights of the jar. */
  public static String answer(int digit) {
    return answer(NETWORK, digit);
  }

  /** What the service must answer with that network. */
  public static String answer(LeNet network, int digit) {
    float[] scores = network.forward(pixels(digit));
    int best = IntStream.range(0, 10).reduce(0, (a, b) -> scores[b] > scores[a] ? b : a);
    List<String> texts = IntStream.range(0, 10).mapToObj(i -> Float.toString(scores[i])).toList();
    return "{\"best\":" + best + ",\"scores\":[" + String.join(",", texts) + "]}";
  }

  /** As a body of type application/json. */
  public static String json(float... values) {
    return Arrays.toString(values);
  }
}
