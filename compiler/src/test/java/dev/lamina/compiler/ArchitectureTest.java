package dev.lamina.compiler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.loop.Kernel;
import dev.lamina.runtime.Network;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.commons.ClassRemapper;
import org.objectweb.asm.commons.Remapper;

/** Reads what every compiled class refers to, and holds the packages to their walls. */
class ArchitectureTest {
  private static final String COMPILER = "dev.lamina.compiler";
  private static final String RUNTIME = "dev.lamina.runtime";
  private static final String GRAMMAR = "dev.lamina.grammar";

  /** Each package, and those of the compiler's that it may use. */
  private static final Map<String, Set<String>> MAY_USE = mayUse();

  /** Package to packages its classes refer to. */
  private static final Map<String, Set<String>> USES = new TreeMap<>();

  private static Map<String, Set<String>> mayUse() {
    Map<String, Set<String>> allowed = new TreeMap<>();
    allowed.put("source", Set.of());
    allowed.put("diag", Set.of("source"));
    allowed.put("syntax", Set.of("source", "diag"));
    allowed.put("model", Set.of("source", "diag", "syntax"));
    allowed.put("scalar", Set.of());
    allowed.put("layer", Set.of("source", "diag", "scalar"));
    allowed.put("graph", Set.of("source", "diag", "scalar", "layer"));
    allowed.put("elaborate", Set.of("source", "diag", "syntax", "scalar", "layer", "graph"));
    allowed.put("pass", Set.of("source", "scalar", "layer", "graph"));
    allowed.put("loop", Set.of());
    allowed.put("plan", Set.of("source", "scalar", "layer", "graph", "loop"));
    allowed.put("emit", Set.of("source", "layer", "graph", "loop", "plan"));
    allowed.put("jar", Set.of("layer", "graph", "emit"));
    return allowed;
  }

  @BeforeAll
  static void readClasses() throws IOException, URISyntaxException {
    Set<URI> roots = new TreeSet<>();
    for (Class<?> type : List.of(Kernel.class, Network.class, parser())) {
      roots.add(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }
    for (URI root : roots) {
      Path path = Path.of(root);
      if (Files.isDirectory(path)) {
        readTree(path);
      } else {
        try (FileSystem jar = FileSystems.newFileSystem(path)) {
          readTree(jar.getPath("/"));
        }
      }
    }
  }

  private static Class<?> parser() {
    try {
      return Class.forName(GRAMMAR + ".NnParser");
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  private static void readTree(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      files
          .filter(file -> file.toString().endsWith(".class"))
          .filter(file -> !file.endsWith("module-info.class"))
          .forEach(ArchitectureTest::readClass);
    }
  }

  private static void readClass(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      ClassReader reader = new ClassReader(in);
      Set<String> used =
          USES.computeIfAbsent(packageOf(reader.getClassName()), name -> new TreeSet<>());
      Remapper collector =
          new Remapper(Opcodes.ASM9) {
            @Override
            public String map(String internalName) {
              used.add(packageOf(internalName));
              return internalName;
            }
          };
      reader.accept(new ClassRemapper(new ClassWriter(0), collector), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String packageOf(String internalName) {
    String name = internalName.replace('/', '.');
    return name.substring(0, Math.max(0, name.lastIndexOf('.')));
  }

  @Test
  void readsAllModules() {
    assertTrue(USES.containsKey(RUNTIME) && USES.containsKey(GRAMMAR), USES.keySet()::toString);
    MAY_USE.keySet().forEach(p -> assertTrue(USES.containsKey(COMPILER + "." + p), p));
  }

  @Test
  void packagesUseOnlyEarlierOnes() {
    MAY_USE.forEach(
        (name, allowed) -> {
          Set<String> unexpected = new TreeSet<>();
          for (String used : USES.get(COMPILER + "." + name)) {
            if (used.startsWith(COMPILER) && !used.equals(COMPILER + "." + name)) {
              unexpected.add(used.substring(Math.min(COMPILER.length() + 1, used.length())));
            }
          }
          unexpected.removeAll(allowed);
          assertEquals(Set.of(), unexpected, "what package " + name + " must not use");
        });
  }

  @Test
  void onlySyntaxKnowsAntlr() {
    assertEquals(Set.of(COMPILER + ".syntax", GRAMMAR), usersOf("org.antlr."));
    assertEquals(Set.of(COMPILER + ".syntax", GRAMMAR), usersOf(GRAMMAR));
  }

  @Test
  void onlyEmitKnowsAsm() {
    assertEquals(Set.of(COMPILER + ".emit"), usersOf("org.objectweb.asm"));
  }

  @Test
  void noneLinksToTheVectorApi() {
    assertEquals(Set.of(), usersOf("jdk.incubator.vector"));
  }

  @Test
  void theRuntimeUsesTheBaseModuleAlone() {
    Set<String> base =
        ModuleLayer.boot().findModule("java.base").orElseThrow().getDescriptor().exports().stream()
            .filter(e -> !e.isQualified())
            .map(e -> e.source())
            .collect(Collectors.toSet());
    Set<String> others = new TreeSet<>(USES.get(RUNTIME));
    others.removeAll(base);
    others.remove(RUNTIME);
    assertEquals(Set.of(), others);
  }

  private static Set<String> usersOf(String prefix) {
    Set<String> users = new TreeSet<>();
    USES.forEach(
        (name, used) -> {
          if (used.stream().anyMatch(p -> p.startsWith(prefix))) {
            users.add(name);
          }
        });
    return users;
  }
}
