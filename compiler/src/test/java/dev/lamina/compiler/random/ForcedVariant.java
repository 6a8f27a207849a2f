package dev.lamina.compiler.random;

import dev.lamina.runtime.Network;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The program that {@link ForcedVariantsTest} starts: runs jars and compares what they compute. */
final class ForcedVariant {
  private final Path directory;
  private final String variant;

  private ForcedVariant(Path directory, String variant) {
    this.directory = directory;
    this.variant = variant;
  }

  /** Takes the directory of jars, the variant that must run, and n for every nth jar. */
  public static void main(String[] arguments) throws Exception {
    ForcedVariant forced = new ForcedVariant(Path.of(arguments[0]), arguments[1]);
    int every = Integer.parseInt(arguments[2]);
    int count = 0;
    while (Files.exists(forced.file(count * every, "jar"))) {
      forced.check(count++ * every);
    }
    System.out.println(count + " networks computed the same bits as " + forced.variant);
  }

  private Path file(int number, String suffix) {
    return directory.resolve(number + "." + suffix);
  }

  private void check(int number) throws Exception {
    URL[] jar = {file(number, "jar").toUri().toURL()};
    try (URLClassLoader loader = new URLClassLoader(jar)) {
      Class<?> type = loader.loadClass(Files.readString(file(number, "name")));
      Network network = (Network) type.getMethod("load").invoke(null);
      String variantLine =
          network.describe().lines().filter(line -> line.startsWith("variant ")).findFirst().get();
      if (!Arrays.asList(variantLine.split("[ :]+")).contains(variant)) {
        throw new AssertionError("expected " + variant + ", but:\n" + network.describe());
      }
      float[][] expected = read(file(number, variant));
      float[][] outputs = new float[expected.length][];
      for (int i = 0; i < outputs.length; i++) {
        outputs[i] = new float[expected[i].length];
      }
      float[][] inputs = read(file(number, "inputs"));
      int batch = inputs[0].length / network.signature().inputs().get(0).size();
      GeneratedNetwork.run(network, inputs, outputs, batch);
      if (!Arrays.deepEquals(expected, outputs)) {
        throw new AssertionError(
            List.of(jar) + " computes other bits: " + Arrays.deepToString(outputs));
      }
    }
  }

  private static float[][] read(Path file) throws IOException {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      float[][] arrays = new float[in.readInt()][];
      for (int i = 0; i < arrays.length; i++) {
        arrays[i] = new float[in.readInt()];
        for (int j = 0; j < arrays[i].length; j++) {
          arrays[i][j] = in.readFloat();
        }
      }
      return arrays;
    }
  }
}
