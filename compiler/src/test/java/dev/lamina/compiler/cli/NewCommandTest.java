package dev.lamina.compiler.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.CompileOptions;
import dev.lamina.compiler.Lamina;
import dev.lamina.compiler.plan.Target;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NewCommandTest {
  @TempDir private Path directory;

  private List<String> made(String... arguments) throws IOException {
    Command command = Command.run(arguments);
    assertEquals(0, command.exit(), command.err());
    Path project = Path.of(arguments[1]);
    try (Stream<Path> files = Files.walk(project)) {
      return files
          .filter(Files::isRegularFile)
          .map(f -> project.relativize(f).toString())
          .sorted()
          .toList();
    }
  }

  @Test
  void makesAProjectWhoseNetworkComputes() throws IOException {
    Path project = directory.resolve("my-demo");
    assertEquals(
        List.of(
            ".gitignore",
            "README.md",
            "pom.xml",
            "src/main/java/mydemo/Main.java",
            "src/main/nn/mydemo/xor.nn",
            "src/main/nn/mydemo/xor.safetensors",
            "src/test/java/mydemo/XorBenchmark.java",
            "src/test/java/mydemo/XorTest.java"),
        made("new", project.toString()));
    try (Stream<Path> files = Files.walk(project)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        assertFalse(text.matches("(?s).*@(name|package|version)@.*"), text);
      }
    }
    CompileOptions scalar = CompileOptions.defaults().targets(EnumSet.of(Target.SCALAR));
    float[] all = {0, 0, 0, 1, 1, 0, 1, 1};
    assertArrayEquals(
        new float[] {0, 1, 1, 0},
        Lamina.compile(project.resolve("src/main/nn/mydemo/xor.nn"), scalar).load().forward(all));
  }

  @Test
  void thePackageCanBeGiven() throws IOException {
    String project = directory.resolve("demo").toString();
    List<String> files = made("new", project, "--package", "com.acme");
    assertTrue(files.contains("src/main/nn/com/acme/xor.nn"), files.toString());
    String pom = Files.readString(Path.of(project, "pom.xml"));
    assertTrue(pom.contains("<groupId>com.acme</groupId>\n  <artifactId>demo</artifactId>"), pom);
  }

  @ParameterizedTest
  @CsvSource({
    "2,1demo,'',names no project",
    "2,int,'',is no package; give one by --package",
    "2,demo,com.1st,is no package",
    "2,demo,java.x,is no package",
    "1,there,'',there already; give another name"
  })
  void refuses(int exit, String name, String packageName, String message) throws IOException {
    Files.createDirectory(directory.resolve("there"));
    String project = directory.resolve(name).toString();
    Command command =
        packageName.isEmpty()
            ? Command.run("new", project)
            : Command.run("new", project, "--package", packageName);
    assertEquals(exit, command.exit());
    assertTrue(command.err().contains(message), command.err());
    try (Stream<Path> files = Files.list(directory)) {
      assertEquals(1, files.count());
    }
  }
}
