package dev.lamina.processor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.annotation.NeuralNetwork;
import dev.lamina.compiler.Lamina;
import dev.lamina.runtime.Network;
import java.io.File;
import java.io.IOException;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An application that is a module, compiled by javac and run by java, each in its usual way. */
class ModulePathTest {
  private static final String MAIN =
      """
      package app;

      import dev.lamina.annotation.NeuralNetwork;

      @NeuralNetwork("input(2) -> relu")
      public final class Main {
        private Main() {}

        public static void main(String[] arguments) {
          MainNetwork network = MainNetwork.load();
          float[] result = network.forward(new float[] {1, -2});
          System.out.println(network.variant().startsWith("simd") + " " + result[0] + result[1]);
        }
      }
      """;

  @TempDir private Path directory;

  private String compileAndRun(String requires, String... flags) throws Exception {
    String module =
        "module app { requires dev.lamina.runtime; requires static dev.lamina.annotation; %s }";
    Javac javac = new Javac(directory).onModulePath().file("app/Main.java", MAIN);
    javac.file("module-info.java", module.formatted(requires));
    assertTrue(javac.run(), () -> javac.messages().toString());
    return java(javac.output(), flags);
  }

  private static String java(Path classes, String... flags)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-p");
    command.add(classes + File.pathSeparator + Javac.place(Network.class));
    command.addAll(List.of(flags));
    command.addAll(List.of("-m", "app/app.Main"));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(1, TimeUnit.MINUTES), "java does not end");
    return output.strip();
  }

  @Test
  void allThatIsOursIsAModule() throws ClassNotFoundException {
    List<Class<?>> types =
        List.of(
            Network.class,
            NeuralNetwork.class,
            Class.forName("dev.lamina.grammar.NnParser"),
            Lamina.class,
            NeuralNetworkProcessor.class);
    for (Class<?> type : types) {
      assertEquals(
          List.of(type.getPackageName() + " automatic=false"),
          ModuleFinder.of(Javac.place(type)).findAll().stream()
              .map(ModuleReference::descriptor)
              .map(module -> module.name() + " automatic=" + module.isAutomatic())
              .toList());
    }
  }

  /** Vector code runs without a flag where the module requires what it needs. */
  @Test
  void noFlagIsNeeded() throws Exception {
    assertEquals(vectors() + " 1.00.0", compileAndRun("requires jdk.incubator.vector;"));
  }

  @Test
  void withoutTheVectorModuleScalarCodeRuns() throws Exception {
    assertEquals("false 1.00.0", compileAndRun(""));
  }

  /** The module does not say that it reads the other; the network's class sees to that. */
  @Test
  void theFlagIsEnough() throws Exception {
    String expected = vectors() + " 1.00.0";
    assertEquals(expected, compileAndRun("", "--add-modules", "jdk.incubator.vector"));
  }

  /** Whether vector code pays on this machine, by what the runtime decides on the class path. */
  private static boolean vectors() {
    return Lamina.compile("input(2) -> relu").load().variant().startsWith("simd");
  }
}
