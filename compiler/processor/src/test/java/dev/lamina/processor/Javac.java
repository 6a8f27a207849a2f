package dev.lamina.processor;

import dev.lamina.annotation.NeuralNetwork;
import dev.lamina.runtime.Network;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.annotation.processing.Processor;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** A directory of Java files and javac, with our processor. */
final class Javac {
  private final Path directory;
  private final List<String> options = new ArrayList<>();
  private final DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
  private boolean modules;

  Javac(Path directory) {
    this.directory = directory;
  }

  Javac with(String... more) {
    options.addAll(List.of(more));
    return this;
  }

  Javac onModulePath() {
    modules = true;
    return this;
  }

  /** Adds a file. */
  Javac file(String path, String text) throws IOException {
    Path file = directory.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    return this;
  }

  Path output() {
    return directory.resolve("classes");
  }

  /** Compiles all Java files; whether it went well. */
  boolean run() throws IOException {
    return run(new NeuralNetworkProcessor());
  }

  boolean run(Processor processor) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    Files.createDirectories(output());
    try (StandardJavaFileManager manager =
            compiler.getStandardFileManager(diagnostics, Locale.ROOT, StandardCharsets.UTF_8);
        Stream<Path> files = Files.walk(directory)) {
      List<Path> sources = files.filter(f -> f.toString().endsWith(".java")).toList();
      List<String> all = new ArrayList<>(options);
      all.addAll(List.of("-d", output().toString(), "-Xlint:all", "--release", "17"));
      all.addAll(List.of(modules ? "--module-path" : "--class-path", libraries()));
      JavaCompiler.CompilationTask task =
          compiler.getTask(
              new StringWriter(),
              manager,
              diagnostics,
              all,
              null,
              manager.getJavaFileObjectsFromPaths(sources));
      task.setProcessors(List.of(processor));
      return task.call();
    }
  }

  /** Every error and warning: its line, column and message. */
  List<String> messages() {
    return diagnostics.getDiagnostics().stream()
        .filter(d -> d.getKind() != Diagnostic.Kind.NOTE)
        .map(d -> d.getLineNumber() + ":" + d.getColumnNumber() + ": " + d.getMessage(Locale.ROOT))
        .toList();
  }

  static String libraries() {
    return Stream.of(Network.class, NeuralNetwork.class)
        .map(Javac::place)
        .map(Path::toString)
        .collect(Collectors.joining(File.pathSeparator));
  }

  static Path place(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  /** Loads a class of what was compiled and calls its static method without parameters. */
  Object call(String className, String method) throws IOException, ReflectiveOperationException {
    URL[] urls = {output().toUri().toURL()};
    try (URLClassLoader loader = new URLClassLoader(urls, Network.class.getClassLoader())) {
      return loader.loadClass(className).getMethod(method).invoke(null);
    }
  }
}
