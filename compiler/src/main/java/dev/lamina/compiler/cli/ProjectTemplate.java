package dev.lamina.compiler.cli;

import dev.lamina.compiler.Lamina;
import dev.lamina.compiler.jar.SafeTensorsWriter;
import dev.lamina.runtime.DType;
import dev.lamina.runtime.TensorInfo;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The files of a new project: a network of three layers that computes xor. */
final class ProjectTemplate {
  /** Where they go, and what they are in the resources; {@code PACKAGE} is the package's path. */
  private static final Map<String, String> TEXTS =
      Map.of(
          "pom.xml", "pom.xml",
          "README.md", "README.md",
          ".gitignore", "gitignore",
          "src/main/nn/PACKAGE/xor.nn", "xor.nn",
          "src/main/java/PACKAGE/Main.java", "Main.txt",
          "src/test/java/PACKAGE/XorTest.java", "XorTest.txt",
          "src/test/java/PACKAGE/XorBenchmark.java", "XorBenchmark.txt");

  private static final String WEIGHTS = "src/main/nn/PACKAGE/xor.safetensors";

  private static final Map<String, float[][]> TENSORS =
      Map.of(
          "0.weight", new float[][] {{1, 1}, {1, 1}},
          "0.bias", new float[][] {{0, -1}},
          "2.weight", new float[][] {{1, -2}},
          "2.bias", new float[][] {{0}});

  private ProjectTemplate() {}

  /** The contents by path. */
  static Map<String, byte[]> files(String name, String packageName) throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    String path = packageName.replace('.', '/');
    for (Map.Entry<String, String> text : TEXTS.entrySet()) {
      String content =
          resource(text.getValue())
              .replace("@name@", name)
              .replace("@package@", packageName)
              .replace("@version@", Lamina.version());
      files.put(text.getKey().replace("PACKAGE", path), content.getBytes(StandardCharsets.UTF_8));
    }
    files.put(WEIGHTS.replace("PACKAGE", path), weights());
    return files;
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = ProjectTemplate.class.getResourceAsStream("project/" + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static byte[] weights() throws IOException {
    List<TensorInfo> infos = new ArrayList<>();
    TENSORS.forEach((name, rows) -> infos.add(new TensorInfo(name, DType.F32, shape(name, rows))));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new SafeTensorsWriter(infos, Map.of())
        .write(out, (info, sink) -> sink.accept(bytes(TENSORS.get(info.name()))));
    return out.toByteArray();
  }

  private static List<Long> shape(String name, float[][] rows) {
    long columns = rows[0].length;
    return name.endsWith("bias") ? List.of(columns) : List.of((long) rows.length, columns);
  }

  private static ByteBuffer bytes(float[][] rows) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Float.BYTES * rows.length * rows[0].length)
            .order(ByteOrder.LITTLE_ENDIAN);
    for (float[] row : rows) {
      for (float value : row) {
        bytes.putFloat(value);
      }
    }
    return bytes.flip();
  }
}
