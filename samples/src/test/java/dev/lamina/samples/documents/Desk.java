package dev.lamina.samples.documents;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.Lamina;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** The directory in which a reader tries what a document says, one thing after the other. */
final class Desk {
  private static final String CLASS_PATH = System.getProperty("java.class.path");
  private static final String IMPORTS =
      """
      import dev.lamina.compiler.*;
      import dev.lamina.compiler.diag.*;
      import dev.lamina.compiler.model.*;
      import dev.lamina.runtime.*;
      import java.nio.file.*;
      import java.util.*;
      """;

  private final Path directory;

  Desk(Path directory) {
    this.directory = directory;
  }

  void attempt(Snippet snippet) throws Exception {
    Optional<String> file = snippet.file();
    if (file.isPresent()) {
      Path target = directory.resolve(file.get());
      Files.createDirectories(target.getParent());
      Files.writeString(target, snippet.text());
    } else if (snippet.language().equals("sh")) {
      run(snippet.text());
    } else if (snippet.language().equals("java")) {
      java(snippet);
    } else if (snippet.language().equals("nn")) {
      Lamina.compile(snippet.text());
    }
  }

  private void run(String command) throws IOException, InterruptedException {
    Path output = Files.createTempFile(directory, "output", ".txt");
    Process process =
        new ProcessBuilder(words(command))
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    boolean ended = process.waitFor(2, TimeUnit.MINUTES);
    process.destroyForcibly();
    assertTrue(ended, () -> "it does not end: " + command);
    assertEquals(0, process.exitValue(), () -> command + "\n" + text(output));
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  /**
   * The first process of a line: {@code lamina} by its main class, {@code java} and {@code javac}
   * of this JDK.
   */
  private static List<String> words(String command) {
    String first = command.split(" (&&|\\|) ", 2)[0];
    List<String> words = new ArrayList<>(List.of(first.split(" +", -1)));
    String program = words.remove(0);
    List<String> process = new ArrayList<>();
    process.add(
        Path.of(System.getProperty("java.home"), "bin", program.equals("javac") ? "javac" : "java")
            .toString());
    if (program.equals("lamina")) {
      process.addAll(
          List.of(
              "--add-modules=jdk.incubator.vector",
              "-XX:TieredStopAtLevel=1",
              "-cp",
              CLASS_PATH,
              "dev.lamina.compiler.cli.Main"));
    }
    words.forEach(word -> process.add(word.replace(":", File.pathSeparator)));
    return process;
  }

  /** Compiles a few lines of Java as the body of a method, and calls it. */
  private void java(Snippet snippet) throws Exception {
    String name = "Line" + snippet.line();
    StringBuilder imports = new StringBuilder(IMPORTS);
    StringBuilder body = new StringBuilder();
    String given = snippet.given().replaceAll("(import [^;]+;)", "$1\n");
    for (String line : (given + "\n" + snippet.text()).split("\n", -1)) {
      (line.startsWith("import ") ? imports : body).append(line).append('\n');
    }
    Path source = directory.resolve(name + ".java");
    Files.writeString(
        source,
        imports
            + ("public class " + name + " {\n")
            + ("public static void run() throws Exception {\n" + here(body) + "}\n}\n"));
    compile(source);
    PrintStream out = System.out;
    System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
    try (URLClassLoader loader = new URLClassLoader(jars(), getClass().getClassLoader())) {
      loader.loadClass(name).getMethod("run").invoke(null);
    } finally {
      System.setOut(out);
    }
  }

  /** The desk is not this process's directory, to which Java's paths are relative. */
  private String here(StringBuilder body) {
    return body.toString().replace("Path.of(\"", "Path.of(\"" + directory + "/");
  }

  private void compile(Path source) throws IOException {
    JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    StringBuilder path = new StringBuilder(CLASS_PATH);
    for (Path jar : jarFiles()) {
      path.append(File.pathSeparator).append(jar);
    }
    try (StandardJavaFileManager files = javac.getStandardFileManager(null, null, null)) {
      boolean right =
          javac
              .getTask(
                  new PrintWriter(messages),
                  files,
                  null,
                  List.of("-proc:none", "-d", directory.toString(), "-cp", path.toString()),
                  null,
                  files.getJavaFileObjects(source))
              .call();
      assertTrue(right, () -> messages + "\n" + text(source));
    }
  }

  private URL[] jars() throws IOException {
    List<URL> urls = new ArrayList<>();
    urls.add(directory.toUri().toURL());
    for (Path jar : jarFiles()) {
      urls.add(jar.toUri().toURL());
    }
    return urls.toArray(URL[]::new);
  }

  private List<Path> jarFiles() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(f -> f.toString().endsWith(".jar"))
          .filter(f -> !f.getFileName().toString().startsWith("lamina-runtime"))
          .sorted()
          .toList();
    }
  }
}
