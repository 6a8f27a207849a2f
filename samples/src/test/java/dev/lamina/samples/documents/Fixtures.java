package dev.lamina.samples.documents;

import dev.lamina.annotation.NeuralNetwork;
import dev.lamina.compiler.CompileOptions;
import dev.lamina.compiler.Lamina;
import dev.lamina.compiler.io.Npy;
import dev.lamina.compiler.layer.Shape;
import dev.lamina.compiler.layer.Tensor;
import dev.lamina.compiler.plan.Target;
import dev.lamina.runtime.Network;
import dev.lamina.samples.DrawDigits;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/** What readers have before they begin: the repository's samples, and files of their own. */
final class Fixtures {
  private static final Map<String, String> NETWORKS =
      Map.of("iris", "input(4) -> linear(16) -> relu -> linear(3) -> softmax");

  private final Path directory;

  private Fixtures(Path directory) {
    this.directory = directory;
  }

  static void lay(Path directory) throws IOException {
    Fixtures fixtures = new Fixtures(directory);
    fixtures.copy(Path.of("models"), directory.resolve("samples/models"));
    fixtures.copy(Path.of("models"), directory.resolve("models"));
    fixtures.copy(Path.of("models"), directory);
    fixtures.copy(Path.of("models"), directory.resolve("com/acme"));
    fixtures.copy(Path.of("digits"), directory.resolve("samples/digits"));
    fixtures.copy(Path.of("digits"), directory.resolve("digits"));
    fixtures.samples();
    fixtures.jar("lamina-runtime-" + Lamina.version() + ".jar", Network.class);
    fixtures.jar("lamina-annotation-" + Lamina.version() + ".jar", NeuralNetwork.class);
    fixtures.processor();
    fixtures.weights();
    fixtures.inputs();
    fixtures.cases();
  }

  private void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }

  /** The samples' own programs. */
  private void samples() throws IOException {
    Path classes = location(DrawDigits.class);
    Path copy = directory.resolve("target/classes");
    try (Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path target = copy.resolve(classes.relativize(file).toString());
        Files.createDirectories(target.getParent());
        Files.copy(file, target);
      }
    }
  }

  private static Path location(Class<?> type) {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath());
  }

  /** The jar of a module: a build that does not package has its classes alone. */
  private void jar(String name, Class<?> type) throws IOException {
    Path jar = directory.resolve(name);
    Path classes = location(type);
    if (Files.isRegularFile(classes)) {
      Files.copy(classes, jar);
      return;
    }
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
        Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        out.putNextEntry(new JarEntry(classes.relativize(file).toString().replace('\\', '/')));
        Files.copy(file, out);
      }
    }
  }

  /** The processor's jar holds all that it needs; this one says where that is. */
  private void processor() throws IOException {
    String urls =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(entry -> Path.of(entry).toAbsolutePath().toUri().toString())
            .collect(Collectors.joining(" "));
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, urls);
    Path jar = directory.resolve("lamina-processor.jar");
    new JarOutputStream(Files.newOutputStream(jar), manifest).close();
  }

  private void weights() throws IOException {
    Files.copy(Path.of("models/lenet.safetensors"), directory.resolve("digits.safetensors"));
    for (String model : new String[] {"resnet18", "squeezenet1_1"}) {
      random(model, Files.readString(Path.of("models", model + ".nn")));
    }
    for (Map.Entry<String, String> network : NETWORKS.entrySet()) {
      random(network.getKey(), network.getValue());
    }
  }

  private void random(String name, String network) throws IOException {
    CompileOptions options =
        CompileOptions.defaults().randomWeights(1).targets(EnumSet.of(Target.SCALAR));
    Lamina.compile(name + ".nn", network, options)
        .writeFiles(
            file -> file.endsWith(".safetensors") ? open(name) : OutputStream.nullOutputStream());
  }

  private OutputStream open(String name) throws IOException {
    return Files.newOutputStream(directory.resolve(name + ".safetensors"));
  }

  private void inputs() throws IOException {
    float[] digit = new float[784];
    IntStream.range(4, 24).forEach(y -> digit[y * 28 + 14] = 1);
    Npy.write(directory.resolve("digits.npy"), new Tensor(Shape.of(1, 1, 28, 28), digit));
    BufferedImage photo = new BufferedImage(320, 240, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = photo.createGraphics();
    graphics.setPaint(new GradientPaint(0, 0, Color.ORANGE, 320, 240, Color.BLUE));
    graphics.fillRect(0, 0, 320, 240);
    graphics.dispose();
    ImageIO.write(photo, "png", directory.resolve("picture.png").toFile());
    ImageIO.write(photo, "jpg", directory.resolve("photo.jpg").toFile());
    Files.write(
        directory.resolve("imagenet.txt"),
        IntStream.range(0, 1000).mapToObj(i -> "label " + i).toList());
  }

  /** Recorded answers, of PyTorch's and, for the tutorial's network, of LeNet's scalar code. */
  private void cases() throws IOException {
    Path recorded = Path.of("../compiler/src/test/resources/conformance");
    Path cases = Files.createDirectories(directory.resolve("cases"));
    try (Stream<Path> files = Files.list(recorded)) {
      for (Path file :
          files.filter(f -> f.getFileName().toString().startsWith("graph_se.")).toList()) {
        Files.copy(file, cases.resolve(file.getFileName()));
      }
    }
    float[] input = new float[784];
    IntStream.range(0, 784).forEach(i -> input[i] = (i * 37 % 101) / 100f);
    float[] output = Lamina.compile(Path.of("models/lenet.nn")).load().forward(input);
    Files.write(directory.resolve("digits.io.safetensors"), safetensors(input, output));
  }

  private static byte[] safetensors(float[] input, float[] output) {
    int inputEnd = Float.BYTES * input.length;
    int end = inputEnd + Float.BYTES * output.length;
    String header =
        String.format(
            Locale.ROOT,
            "{\"input\":{\"dtype\":\"F32\",\"shape\":[1,1,28,28],\"data_offsets\":[0,%d]},"
                + "\"output\":{\"dtype\":\"F32\",\"shape\":[1,%d],\"data_offsets\":[%d,%d]}}",
            inputEnd,
            output.length,
            inputEnd,
            end);
    ByteBuffer file =
        ByteBuffer.allocate(Long.BYTES + header.length() + end).order(ByteOrder.LITTLE_ENDIAN);
    file.putLong(header.length()).put(header.getBytes(StandardCharsets.US_ASCII));
    file.asFloatBuffer().put(input).put(output);
    return file.array();
  }
}
