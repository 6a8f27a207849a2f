package dev.lamina.compiler;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lamina.runtime.LoadOptions;
import dev.lamina.runtime.Network;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What builds get that compile the network's class from source. */
class NetworkFilesTest {
  @TempDir private Path directory;
  private URLClassLoader loader;

  private OutputStream open(String path) throws IOException {
    Path file = directory.resolve(path);
    Files.createDirectories(file.getParent());
    return Files.newOutputStream(file);
  }

  private Class<?> compile(CompiledNetwork network, String... interfaces) throws Exception {
    network.writeFiles(this::open, interfaces);
    Path source = directory.resolve(network.className().replace('.', '/') + ".java");
    StringWriter messages = new StringWriter();
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    List<String> options =
        List.of("-Xlint:all", "-Werror", "-proc:none", "-d", directory.toString(), "-cp", path());
    try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
      boolean compiled =
          compiler
              .getTask(
                  messages,
                  manager,
                  null,
                  options,
                  null,
                  manager.getJavaFileObjectsFromPaths(List.of(source)))
              .call();
      assertEquals("", messages.toString());
      assertEquals(true, compiled);
    }
    return load(network.className());
  }

  private static String path() throws URISyntaxException {
    return Path.of(Network.class.getProtectionDomain().getCodeSource().getLocation().toURI())
        .toString();
  }

  private Class<?> load(String name) throws IOException, ReflectiveOperationException {
    loader =
        new URLClassLoader(new URL[] {directory.toUri().toURL()}, Network.class.getClassLoader());
    for (String part : List.of("Scalar", "Plain", "Simd128", "Simd256", "Simd512")) {
      assertEquals(loader, loader.loadClass(name + "$" + part).getClassLoader());
    }
    return loader.loadClass(name);
  }

  @AfterEach
  void close() throws IOException {
    if (loader != null) {
      loader.close();
    }
  }

  private static Set<String> methods(Class<?> type) {
    return Arrays.stream(type.getDeclaredMethods())
        .filter(m -> Modifier.isPublic(m.getModifiers()))
        .map(Method::toString)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The source and the bytecode of the network's class are made by different code. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "input(4) -> relu",
        "input(4) -> linear(3)",
        "network com.acme.Net input(4) -> linear(3)",
        "a = input(2) b = input(2) output sum = (a + b)",
        "pixels = input(2, type=uint8) b = input(2) output sum = (pixels + b)",
        "frame = input(2) int = input(2) output x = (frame + int) output y = frame",
      })
  void sourceAndBytecodeHaveTheSameMethods(String text) throws Exception {
    for (boolean weights : new boolean[] {false, true}) {
      CompileOptions options =
          weights ? CompileOptions.defaults().randomWeights(1) : CompileOptions.defaults();
      CompiledNetwork network = Lamina.compile(text, options);
      Path jar = directory.resolve("net.jar");
      network.writeJar(jar);
      Set<String> expected;
      try (URLClassLoader loader =
          new URLClassLoader(new URL[] {jar.toUri().toURL()}, Network.class.getClassLoader())) {
        expected = methods(loader.loadClass(network.className()));
      }
      assertEquals(expected, methods(compile(network)));
      close();
    }
  }

  @Test
  void runs() throws Exception {
    CompileOptions options = CompileOptions.defaults().randomWeights(1);
    CompiledNetwork compiled = Lamina.compile("input(4) -> linear(3) -> softmax", options);
    Class<?> type = compile(compiled, "java.lang.Cloneable");
    Network network = (Network) type.getMethod("load").invoke(null);
    float[] input = {1, -2, 3, 4};
    assertArrayEquals(compiled.load(LoadOptions.defaults()).forward(input), network.forward(input));
    assertEquals(List.of(Cloneable.class), List.of(type.getInterfaces()));
  }

  @Test
  void namesFromOutside() {
    CompileOptions outside = CompileOptions.defaults().defaultPackage("com.acme");
    assertEquals("com.acme.Model", Lamina.compile("input(2) -> relu", outside).className());
    String named = "network org.example.Net input(2) -> relu";
    assertEquals("org.example.Net", Lamina.compile(named, outside).className());
    CompileOptions simple = outside.simpleName("Other");
    assertEquals("org.example.Other", Lamina.compile(named, simple).className());
    assertEquals("com.acme.Other", Lamina.compile("input(2) -> relu", simple).className());
    CompileOptions unnamed = CompileOptions.defaults().defaultPackage("");
    assertEquals("Model", Lamina.compile("input(2) -> relu", unnamed).className());
  }
}
