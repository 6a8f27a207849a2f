package dev.lamina.samples;

import dev.lamina.compiler.CompiledNetwork;
import dev.lamina.compiler.Lamina;
import dev.lamina.runtime.LoadOptions;
import dev.lamina.runtime.Network;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/**
 * The main job from end to end: compiles {@code lenet.nn} to a jar, loads the generated class from
 * it and has it read drawn digits.
 */
public final class ReadDigits {
  private static final int SIDE = 28;
  private static final String SHADES = " .:-=+*#%@";
  private static final int BAR = 30;

  private ReadDigits() {}

  /**
   * Reads every PNG of a folder.
   *
   * @param args {@code lenet.nn}, the jar to write, the folder of digits
   */
  public static void main(String[] args) throws IOException, ReflectiveOperationException {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    run(Path.of(args[0]), Path.of(args[1]), Path.of(args[2]), out);
  }

  /** Compiles {@code model} to {@code jar}, loads its class and reads the {@code pictures}. */
  static void run(Path model, Path jar, Path pictures, PrintStream out)
      throws IOException, ReflectiveOperationException {
    CompiledNetwork compiled = Lamina.compile(model);
    compiled.writeJar(jar);
    out.printf(Locale.ROOT, "%s -> %s (%,d bytes)%n", model, jar, Files.size(jar));
    try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()})) {
      Network network = load(Class.forName(compiled.className(), true, loader));
      out.println(network.describe());
      int right = 0;
      List<Path> digits = pngs(pictures);
      for (Path picture : digits) {
        right += read(network, picture, out) ? 1 : 0;
      }
      out.printf(Locale.ROOT, "%d of %d digits recognised%n", right, digits.size());
    }
  }

  /**
   * {@code LeNet.load(LoadOptions.defaults())}, as written where the class is known at compile
   * time.
   */
  private static Network load(Class<?> generated) throws ReflectiveOperationException {
    try {
      return (Network)
          generated.getMethod("load", LoadOptions.class).invoke(null, LoadOptions.defaults());
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(e.getCause().getMessage(), e.getCause());
    }
  }

  private static List<Path> pngs(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(f -> f.toString().endsWith(".png")).sorted().toList();
    }
  }

  private static boolean read(Network network, Path picture, PrintStream out) throws IOException {
    float[] pixels = pixels(picture);
    float[] scores = softmax(network.forward(pixels));
    int best = 0;
    for (int digit = 1; digit < scores.length; digit++) {
      best = scores[digit] > scores[best] ? digit : best;
    }
    print(pixels, scores, best, picture, out);
    return picture.getFileName().toString().startsWith(Integer.toString(best));
  }

  private static float[] pixels(Path picture) throws IOException {
    BufferedImage image = ImageIO.read(picture.toFile());
    float[] pixels = new float[SIDE * SIDE];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = image.getRaster().getSample(i % SIDE, i / SIDE, 0) / 255f;
    }
    return pixels;
  }

  private static float[] softmax(float[] logits) {
    double largest = Float.NEGATIVE_INFINITY;
    for (float logit : logits) {
      largest = Math.max(largest, logit);
    }
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit - largest);
    }
    float[] scores = new float[logits.length];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = (float) (Math.exp(logits[i] - largest) / sum);
    }
    return scores;
  }

  /** The picture, two rows a line, beside a bar for each score. */
  private static void print(
      float[] pixels, float[] scores, int best, Path picture, PrintStream out) {
    out.printf("%n%s reads as %d%n", picture.getFileName(), best);
    for (int line = 0; line < SIDE / 2; line++) {
      StringBuilder text = new StringBuilder();
      for (int x = 0; x < SIDE; x++) {
        float light = (pixels[2 * line * SIDE + x] + pixels[(2 * line + 1) * SIDE + x]) / 2;
        text.append(SHADES.charAt(Math.round(light * (SHADES.length() - 1))));
      }
      int digit = line - 2;
      if (digit >= 0 && digit < scores.length) {
        text.append(
            String.format(
                Locale.ROOT,
                "  %s %d %6.2f %% %s",
                digit == best ? ">" : " ",
                digit,
                100 * scores[digit],
                "#".repeat(Math.round(BAR * scores[digit]))));
      }
      out.println(text.toString().stripTrailing());
    }
  }
}
