package dev.lamina.processor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The processor, run by javac. */
class NeuralNetworkProcessorTest {
  @TempDir private Path directory;
  private Javac javac;

  @BeforeEach
  void prepare() {
    javac = new Javac(directory);
  }

  private void compiles() throws IOException {
    assertTrue(javac.run(), () -> javac.messages().toString());
    assertEquals(List.of(), javac.messages());
  }

  /** A class in the package of the type, which has a method that runs the network. */
  private static String user(String packageName, String annotation, String network) {
    return (packageName.isEmpty() ? "" : "package " + packageName + ";\n")
        + """
        import dev.lamina.annotation.NeuralNetwork;

        %s
        public final class Nets {
          private Nets() {}

          public static float[] run() {
            return %s.load().forward(new float[] {1, -2});
          }
        }
        """
            .formatted(annotation, network);
  }

  @Test
  void text() throws Exception {
    String annotation = "@NeuralNetwork(\"input(2) -> relu\")";
    javac.file("com/acme/Nets.java", user("com.acme", annotation, "NetsNetwork"));
    compiles();
    assertArrayEquals(new float[] {1, 0}, (float[]) javac.call("com.acme.Nets", "run"));
  }

  @Test
  void unnamedPackage() throws Exception {
    javac.file("Nets.java", user("", "@NeuralNetwork(\"input(2) -> relu\")", "NetsNetwork"));
    compiles();
    assertArrayEquals(new float[] {1, 0}, (float[]) javac.call("Nets", "run"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "@NeuralNetwork(value = \"input(2) -> relu\", name = \"Other\")|Other",
        "@NeuralNetwork(\"network Other input(2) -> relu\")|Other",
        "@NeuralNetwork(\"network org.example.Other input(2) -> relu\")|org.example.Other",
        "@NeuralNetwork(value = \"network A input(2) -> relu\", name = \"B\")|B",
        "@NeuralNetwork(value = \"input(2) -> relu\", exact = true, targets = \"scalar\")"
            + "|NetsNetwork",
        "@NeuralNetwork(value = \"relu\", shapes = \"2\")|NetsNetwork",
      })
  void namesAndOptions(String row) throws Exception {
    String[] parts = row.split("\\|", -1);
    javac.file("com/acme/Nets.java", user("com.acme", parts[0], parts[1]));
    compiles();
    assertArrayEquals(new float[] {1, 0}, (float[]) javac.call("com.acme.Nets", "run"));
  }

  @Test
  void nestedTypesAndInterfaces() throws Exception {
    javac.file(
        "com/acme/Outer.java",
        """
        package com.acme;

        import dev.lamina.annotation.NeuralNetwork;

        public final class Outer {
          private Outer() {}

          @NeuralNetwork("input(2) -> relu")
          interface Rectifier {
            float[] forward(float[] input);

            void forward(float[] input, float[] output);
          }

          @NeuralNetwork("a = input(2) b = input(2) output sum = (a + b)")
          interface Sum {
            void forward(float[] a, float[] b, float[] sum);
          }

          public static float[] run() {
            Rectifier rectifier = OuterRectifierNetwork.load();
            Sum sum = OuterSumNetwork.load();
            float[] result = new float[2];
            sum.forward(rectifier.forward(new float[] {1, -2}), new float[] {10, 20}, result);
            return result;
          }
        }
        """);
    compiles();
    assertArrayEquals(new float[] {11, 20}, (float[]) javac.call("com.acme.Outer", "run"));
  }

  @Test
  void fileBesideTheSource() throws Exception {
    javac.file("com/acme/two.nn", "weights \"two.safetensors\"\ninput(2) -> linear(2)");
    weights(directory.resolve("com/acme/two.safetensors"));
    javac.file("com/acme/Nets.java", user("com.acme", "@NeuralNetwork(file = \"two.nn\")", "Two"));
    compiles();
    assertArrayEquals(new float[] {2, -3}, (float[]) javac.call("com.acme.Nets", "run"));
    assertTrue(Files.exists(javac.output().resolve("META-INF/lamina/com.acme.Two.safetensors")));
  }

  @Test
  void filesInTheDirectoriesOfTheOption() throws Exception {
    javac.file("nets/deep/two.nn", "input(2) -> linear(2)");
    weights(directory.resolve("nets/two.safetensors"));
    String annotation = "@NeuralNetwork(file = \"deep/two.nn\", weights = \"two.safetensors\")";
    javac.file("com/acme/Nets.java", user("com.acme", annotation, "Two"));
    javac.with("-Alamina.path=" + directory.resolve("nets"));
    compiles();
    assertArrayEquals(new float[] {2, -3}, (float[]) javac.call("com.acme.Nets", "run"));
  }

  @Test
  void weightsOfTextAreRelativeToTheSource() throws Exception {
    weights(directory.resolve("com/acme/two.safetensors"));
    String text = "weights 'two.safetensors' input(2) -> linear(2)".replace("'", "\\\"");
    javac.file(
        "com/acme/Nets.java", user("com.acme", "@NeuralNetwork(\"" + text + "\")", "NetsNetwork"));
    compiles();
    assertArrayEquals(new float[] {2, -3}, (float[]) javac.call("com.acme.Nets", "run"));
  }

  /** Doubles the first element; the second is multiplied by 2 and 1 is added. */
  private static void weights(Path file) throws IOException {
    String header =
        "{\"0.weight\":{\"dtype\":\"F32\",\"shape\":[2,2],\"data_offsets\":[0,16]},"
            + "\"0.bias\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[16,24]}}";
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(8 + json.length + 24).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(json.length).put(json);
    for (float value : new float[] {2, 0, 0, 2, 0, 1}) {
      bytes.putFloat(value);
    }
    Files.createDirectories(file.getParent());
    Files.write(file, bytes.array());
  }

  @Test
  void mistakesInTextAreErrorsAtTheText() throws IOException {
    javac.file(
        "com/acme/Nets.java",
        user("com.acme", "@NeuralNetwork(\"input(4) -> linear(5, 3)\")", "NetsNetwork"));
    assertFalse(javac.run());
    assertEquals(
        """
        4:16: linear(5, 3) takes 5 features, but (4) arrives
            input(4) -> linear(5, 3)
                        ^^^^^^^^^^^^\
        """,
        javac.messages().get(0).lines().limit(3).collect(Collectors.joining("\n")));
  }

  @Test
  void mistakesInFilesNameTheFile() throws IOException {
    javac.file("com/acme/two.nn", "input(4)\n  -> linear(5, 3)\n");
    javac.file("com/acme/Nets.java", user("com.acme", "@NeuralNetwork(file = \"two.nn\")", "Two"));
    assertFalse(javac.run());
    String place = directory.resolve("com/acme/two.nn") + ":2:6: linear(5, 3) takes 5 features";
    assertTrue(javac.messages().get(0).startsWith("4:23: " + place), javac.messages()::toString);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "@NeuralNetwork|give the network either as text",
        "@NeuralNetwork(value = \"input(2) -> relu\", file = \"a.nn\")|give the network either",
        "@NeuralNetwork(file = \"a.nn\")|there is no file `a.nn` in ",
        "@NeuralNetwork(value = \"input(2) -> relu\", weights = \"a.b\")|there is no file `a.b` in",
        "@NeuralNetwork(value = \"input(2) -> relu\", targets = \"gpu\")|there is no target 'gpu'",
        "@NeuralNetwork(value = \"relu\", shapes = \"x\")|'x' is no shape",
        "@NeuralNetwork(value = \"input(2) -> relu\", name = \"a.B\")|`a.B` is no Java identifier",
        "@NeuralNetwork(value = \"input(2) -> relu\", name = \"Nets\")"
            + "|the class com.acme.Nets exists already",
      })
  void mistakesInTheAnnotation(String row) throws IOException {
    String[] parts = row.split("\\|", -1);
    javac.file("com/acme/Nets.java", user("com.acme", parts[0], "NetsNetwork"));
    assertFalse(javac.run());
    assertTrue(
        javac.messages().stream().anyMatch(m -> m.startsWith("4:") && m.contains(parts[1])),
        javac.messages()::toString);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "interface Nets { int classify(float[] input); }|cannot implement `classify(float[])`",
        "interface Nets<T> { }|it has type parameters or is sealed",
        "class Nets { @NeuralNetwork(\"input(2) -> relu\") private interface A {} }"
            + "|`A` is private",
      })
  void interfacesThatNoNetworkImplements(String row) throws IOException {
    String[] parts = row.split("\\|", -1);
    javac.file(
        "com/acme/Nets.java",
        "package com.acme; import dev.lamina.annotation.NeuralNetwork;\n"
            + "@NeuralNetwork(\"input(2) -> tanh\")\n"
            + parts[0]);
    assertFalse(javac.run());
    assertTrue(javac.messages().toString().contains(parts[1]), javac.messages()::toString);
  }

  @Test
  void warningsStandAtTheWeights() throws IOException {
    weights(directory.resolve("two.safetensors"));
    String annotation =
        "@NeuralNetwork(value = \"input(2) -> linear(2)\", ignore = \"aux.*\",\n"
            + "weights = \"two.safetensors\")";
    javac.file("Nets.java", user("", annotation, "NetsNetwork"));
    assertTrue(javac.run(), () -> javac.messages().toString());
    String warning = javac.messages().get(0);
    assertTrue(warning.startsWith("4:11: no tensor of ") && warning.contains("'aux.*'"), warning);
  }

  @Test
  void gradleIsToldWhatNetworksDependOn() throws IOException {
    NeuralNetworkProcessor processor = new NeuralNetworkProcessor();
    javac.file("A.java", "class A {}");
    assertTrue(javac.run(processor));
    String prefix = "org.gradle.annotation.processing.";
    assertEquals(Set.of("lamina.path", prefix + "isolating"), processor.getSupportedOptions());
    NeuralNetworkProcessor other = new NeuralNetworkProcessor();
    assertTrue(new Javac(directory).with("-Alamina.path=nets").run(other));
    assertEquals(Set.of("lamina.path", prefix + "aggregating"), other.getSupportedOptions());
    assertEquals(
        Map.of("dev.lamina.processor.NeuralNetworkProcessor", "dynamic"), declaredToGradle());
  }

  private static Map<String, String> declaredToGradle() throws IOException {
    String file = "/META-INF/gradle/incremental.annotation.processors";
    try (var in = NeuralNetworkProcessor.class.getResourceAsStream(file)) {
      String[] parts = new String(in.readAllBytes(), StandardCharsets.UTF_8).strip().split(",", -1);
      return Map.of(parts[0], parts[1]);
    }
  }
}
