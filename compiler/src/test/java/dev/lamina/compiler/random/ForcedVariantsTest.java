package dev.lamina.compiler.random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lamina.compiler.layer.Tensor;
import dev.lamina.compiler.plan.Agreement;
import dev.lamina.compiler.plan.Target;
import dev.lamina.runtime.LoadOptions;
import dev.lamina.runtime.Network;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * On a JVM whose flags narrow what the machine can do, load chooses the variant that fits, and that
 * variant computes the same bits as here, where it is held against PyTorch and the oracle: in jars
 * of all conformance cases and of some random networks. Flags that lead to a variant that has run
 * already are tried with every tenth jar.
 */
class ForcedVariantsTest {
  private static final int RANDOM_NETWORKS = 64;
  private static final String MODULE = "--add-modules=jdk.incubator.vector";

  @TempDir static Path directory;

  /** What runs here without flags. */
  private static Target own;

  private static final Set<Target> RUN = EnumSet.noneOf(Target.class);
  private static int jars;

  static List<Arguments> flags() {
    return List.of(
        Arguments.of(Target.SIMD512, List.of(MODULE, "-XX:UseAVX=3")),
        Arguments.of(Target.SIMD256, List.of(MODULE, "-XX:UseAVX=2")),
        Arguments.of(Target.SIMD128, List.of(MODULE, "-XX:UseAVX=1")),
        Arguments.of(Target.SIMD128, List.of(MODULE, "-XX:MaxVectorSize=16")),
        Arguments.of(Target.SCALAR, List.of()),
        Arguments.of(Target.SCALAR, List.of(MODULE, "-XX:TieredStopAtLevel=1")),
        Arguments.of(Target.SCALAR, List.of(MODULE, "-Xint")),
        Arguments.of(Target.PLAIN, List.of(MODULE, "-XX:-UseFMA")));
  }

  @BeforeAll
  static void compile() throws IOException {
    Network network =
        GeneratedNetwork.of("input(1) -> relu", 1, List.of(Target.values()))
            .load(LoadOptions.defaults());
    own = Target.parse(network.variant());
    List<Target> targets =
        Arrays.stream(Target.values()).filter(t -> t.lanes() <= own.lanes()).toList();
    List<Job> jobs = new ArrayList<>();
    for (Path file : ConformanceCase.files()) {
      ConformanceCase conformance = ConformanceCase.read(file);
      jobs.add(new Job(conformance.compile(targets), conformance.inputs()));
    }
    for (long seed = 0; seed < RANDOM_NETWORKS; seed++) {
      GeneratedNetwork random = GeneratedNetwork.of(RandomNetwork.of(seed), seed, targets);
      jobs.add(new Job(random, Agreement.inputs(random.graph(), 2, seed)));
    }
    jars = jobs.size();
    for (int i = 0; i < jars; i++) {
      jobs.get(i).write(i, targets);
    }
  }

  private record Job(GeneratedNetwork network, List<List<Tensor>> samples) {
    void write(int number, List<Target> targets) throws IOException {
      network.writeJar(directory.resolve(number + ".jar"));
      Files.writeString(directory.resolve(number + ".name"), network.className());
      float[][] inputs = network.inputs(samples);
      save(number + ".inputs", inputs);
      for (Target target : targets) {
        float[][] outputs = network.outputs(samples.size());
        GeneratedNetwork.run(network.load(target, 1), inputs, outputs, samples.size());
        save(number + "." + target.id(), outputs);
      }
    }
  }

  private static void save(String name, float[][] arrays) throws IOException {
    try (DataOutputStream out =
        new DataOutputStream(
            new BufferedOutputStream(Files.newOutputStream(directory.resolve(name))))) {
      out.writeInt(arrays.length);
      for (float[] array : arrays) {
        out.writeInt(array.length);
        for (float value : array) {
          out.writeFloat(value);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("flags")
  void computesTheSameBits(Target target, List<String> flags) throws Exception {
    boolean x86 = System.getProperty("os.arch").matches("amd64|x86_64");
    assumeTrue(x86 || flags.stream().noneMatch(flag -> flag.contains("UseAVX")));
    Target expected = target.lanes() <= own.lanes() ? target : own;
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.addAll(List.of("-Xshare:auto", "-XX:+UseSerialGC", "-cp", classPath()));
    int every = RUN.add(expected) ? 1 : 10;
    command.addAll(
        List.of(ForcedVariant.class.getName(), directory.toString(), expected.id(), "" + every));
    Process java = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, java.waitFor(), said);
    int count = (jars + every - 1) / every;
    assertEquals(
        count + " networks computed the same bits as " + expected.id(),
        said.lines().reduce("", (first, last) -> last));
  }

  /** The runtime and this test's program, without the compiler. */
  private static String classPath() throws URISyntaxException {
    List<String> places = new ArrayList<>();
    for (Class<?> type : List.of(ForcedVariant.class, Network.class)) {
      places.add(
          Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString());
    }
    return String.join(System.getProperty("path.separator"), places);
  }
}
