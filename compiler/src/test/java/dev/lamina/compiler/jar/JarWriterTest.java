package dev.lamina.compiler.jar;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.elaborate.Elaborations;
import dev.lamina.compiler.emit.EmitOptions;
import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.plan.Agreement;
import dev.lamina.runtime.LoadOptions;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.Configuration;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TimeZone;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JarWriterTest {
  private static final Graph GRAPH =
      Elaborations.graph("input(4) -> linear(16) -> relu -> linear(3)");
  private static final float[] INPUT = {1, -2, 3, -4};

  @TempDir private Path directory;

  private static Bundle bundle(boolean optionalVectorModule, boolean standalone) {
    return Networks.bundle(
        GRAPH,
        Agreement.weights(GRAPH, 1),
        new EmitOptions(true, optionalVectorModule, standalone));
  }

  private Path write(Bundle bundle) throws IOException {
    Path jar = directory.resolve("net.jar");
    JarWriter.write(bundle, jar);
    return jar;
  }

  @Test
  void sameBytesInEveryTimeZone() throws IOException {
    byte[] first = Files.readAllBytes(write(bundle(false, false)));
    TimeZone before = TimeZone.getDefault();
    try {
      TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Auckland"));
      assertArrayEquals(first, Files.readAllBytes(write(bundle(false, false))));
    } finally {
      TimeZone.setDefault(before);
    }
  }

  @Test
  void entriesAreStoredInOrder() throws IOException {
    String name = GRAPH.className();
    String path = name.replace('.', '/');
    try (JarFile jar = new JarFile(write(bundle(false, false)).toFile())) {
      List<String> names = Collections.list(jar.entries()).stream().map(ZipEntry::getName).toList();
      assertEquals(
          Stream.of(
                  "META-INF/MANIFEST.MF",
                  "module-info.class",
                  path + ".class",
                  path + "$Scalar.class",
                  path + "$Plain.class",
                  path + "$Simd128.class",
                  path + "$Simd256.class",
                  path + "$Simd512.class",
                  "META-INF/lamina/" + name + ".lamina",
                  "META-INF/lamina/" + name + ".safetensors")
              .toList(),
          names);
      assertTrue(jar.stream().allMatch(entry -> entry.getMethod() == ZipEntry.STORED));
      assertEquals(name, jar.getManifest().getMainAttributes().getValue("Lamina-Class"));
      assertEquals("Lamina test", jar.getManifest().getMainAttributes().getValue("Created-By"));
    }
  }

  @Test
  void leavesNothingBehindWhenItFails() throws IOException {
    Path missing = directory.resolve("missing").resolve("net.jar");
    assertThrows(NoSuchFileException.class, () -> JarWriter.write(bundle(false, false), missing));
    write(bundle(false, false));
    try (Stream<Path> files = Files.list(directory)) {
      assertEquals(List.of("net.jar"), files.map(f -> f.getFileName().toString()).toList());
    }
  }

  @Test
  void aStandaloneJarNeedsNothingElse() throws Exception {
    float[] expected = Networks.load(bundle(true, false), LoadOptions.defaults()).forward(INPUT);
    URL[] jar = {write(bundle(true, true)).toUri().toURL()};
    try (URLClassLoader alone = new URLClassLoader(jar, ClassLoader.getPlatformClassLoader())) {
      assertArrayEquals(expected, forward(alone.loadClass(GRAPH.className())));
    }
  }

  @Test
  void aStandaloneJarIsAModule() throws Exception {
    Path jar = write(bundle(false, true));
    String module = GRAPH.className().substring(0, GRAPH.className().lastIndexOf('.'));
    ModuleLayer boot = ModuleLayer.boot();
    Configuration configuration =
        boot.configuration().resolve(ModuleFinder.of(jar), ModuleFinder.of(), Set.of(module));
    ModuleLayer layer =
        boot.defineModulesWithOneLoader(configuration, ClassLoader.getPlatformClassLoader());
    Class<?> network = layer.findLoader(module).loadClass(GRAPH.className());
    assertEquals(module, network.getModule().getName());
    assertEquals(3, forward(network).length);
  }

  /** Calls {@code load().forward(INPUT)}. */
  private static float[] forward(Class<?> network) throws ReflectiveOperationException {
    Object loaded = network.getMethod("load").invoke(null);
    Method forward = network.getMethod("forward", float[].class);
    return (float[]) forward.invoke(loaded, (Object) INPUT);
  }

  @Test
  void modulesSayWhatTheyNeed() throws IOException {
    assertEquals(
        Set.of("mandated java.base", "transitive dev.lamina.runtime", "jdk.incubator.vector"),
        required(bundle(false, false)));
    assertEquals(
        Set.of(
            "mandated java.base", "transitive dev.lamina.runtime", "static jdk.incubator.vector"),
        required(bundle(true, false)));
    assertEquals(
        Set.of("mandated java.base", "jdk.incubator.vector"), required(bundle(false, true)));
  }

  private Set<String> required(Bundle bundle) throws IOException {
    try (JarFile jar = new JarFile(write(bundle).toFile());
        InputStream in = jar.getInputStream(jar.getEntry("module-info.class"))) {
      return ModuleDescriptor.read(in).requires().stream()
          .map(r -> r.toString().replaceAll(" \\(@.*\\)", ""))
          .collect(Collectors.toSet());
    }
  }
}
