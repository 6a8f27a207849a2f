package dev.lamina.compiler.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.io.Npy;
import dev.lamina.compiler.layer.Tensor;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {
  private static final String SUM = "input(3) -> linear(2)\n";

  @TempDir private Path directory;
  private Workspace files;

  @BeforeEach
  void workspace() {
    files = new Workspace(directory);
  }

  /** Writes a network that adds its inputs, and multiplies the sum by 10. */
  private String sums() throws IOException {
    files.safetensors(
        "sum.safetensors",
        Map.of(
            "0.weight", Workspace.tensor(new int[] {2, 3}, 1, 1, 1, 10, 10, 10),
            "0.bias", Workspace.tensor(new int[] {2}, 0, 0.5)));
    return files.write("sum.nn", SUM);
  }

  @Test
  void version() {
    Command command = Command.run("--version");
    assertEquals(0, command.exit());
    assertTrue(command.out().startsWith("lamina 0.1.0\nJava "), command.out());
  }

  @ParameterizedTest
  @ValueSource(strings = {"compile", "run", "explain", "verify", "bench"})
  void helpHasExamples(String name) {
    Command command = Command.run(name, "--help");
    assertEquals(0, command.exit());
    assertTrue(command.out().contains("Examples:\n  lamina " + name), command.out());
  }

  @Test
  void withoutACommandTheUsageIsShown() {
    Command command = Command.run();
    assertEquals(2, command.exit());
    assertTrue(command.err().contains("lamina explain lenet.nn"), command.err());
  }

  @Test
  void compilesToAJarThatRuns() throws IOException {
    String jar = files.path("sum.jar");
    Command compiled =
        Command.run("compile", sums(), "--weights", files.path("sum.safetensors"), "-o", jar);
    assertEquals(0, compiled.exit(), compiled.err());
    assertTrue(
        compiled
            .out()
            .matches("(?s)wrote .*sum.jar \\(.*kB\\): class nn.sum.Sum, .* Sum.load\\(\\)\n"),
        compiled.out());
    String input = files.npy("x.npy", Workspace.tensor(new int[] {3}, 1, 2, 4));
    Command ran = Command.run("run", jar, "--input", input, "-o", files.path("y.npy"), "-q");
    assertEquals(0, ran.exit(), ran.err());
    assertEquals("", ran.err());
    Tensor y = Npy.read(Path.of(files.path("y.npy")));
    assertArrayEquals(new float[] {7, 70.5f}, y.data());
    assertEquals("(2)", y.shape().toString());
  }

  @Test
  void aFailedCompilationLeavesTheOldJar() throws IOException {
    String jar = files.write("sum.jar", "old");
    String weights = files.write("bad.safetensors", "no weights at all");
    Command command = Command.run("compile", sums(), "--weights", weights, "-o", jar);
    assertEquals(1, command.exit());
    assertEquals("old", Files.readString(Path.of(jar)));
  }

  @Test
  void runsABatchAndShowsTheBestClasses() throws IOException {
    String network = sums();
    String weights = files.path("sum.safetensors");
    String one = files.npy("one.npy", Workspace.tensor(new int[] {3}, 1, 2, 4));
    Command single = Command.run("run", network, "--weights", weights, "--input", one);
    assertEquals(
        """
        output (2)
          class 1         70.5000  ##############################
          class 0         7.00000
        """,
        single.out(),
        single.err());
    String two = files.npy("two.npy", Workspace.tensor(new int[] {2, 3}, 1, 2, 4, -1, -1, -1));
    Command batch =
        Command.run(
            "run", network, "--weights", weights, "--input", two, "-o", files.path("y.npy"));
    assertEquals(
        """
        output (2), 2 samples
          sample 0   class 1  70.5000
          sample 1   class 0  -3.00000
        wrote %s
        """
            .formatted(files.path("y.npy")),
        batch.out());
    assertEquals("(2, 2)", Npy.read(Path.of(files.path("y.npy"))).shape().toString());
  }

  @Test
  void aPictureIsScaledToTheInput() throws IOException {
    BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 64; i++) {
      image.setRGB(i % 8, i / 8, i % 8 < 4 ? 0xffffff : 0);
    }
    Path png = directory.resolve("half.png");
    ImageIO.write(image, "png", png.toFile());
    String network = files.write("same.nn", "input(1, 2, 2) -> identity");
    Command command =
        Command.run("run", network, "-i", png.toString(), "-o", files.path("y.npy"), "-q");
    assertEquals(0, command.exit(), command.err());
    float[] y = Npy.read(Path.of(files.path("y.npy"))).data();
    assertTrue(y[0] > 0.8 && y[1] < 0.2, y[0] + " " + y[1]);
    assertEquals(y[0], y[2]);
    assertEquals(y[1], y[3]);
  }

  @Test
  void picturesArePreparedAndClassesHaveNames() throws IOException {
    BufferedImage image = new BufferedImage(30, 20, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 600; i++) {
      image.setRGB(i % 30, i / 30, i % 30 < 4 ? 0xff0000 : 0x3300cc);
    }
    Path png = directory.resolve("photo.png");
    ImageIO.write(image, "png", png.toFile());
    String labels = files.write("labels.txt", "red\ngreen\nblue of the sky\n\n");
    String mean = " -> globalavgpool -> flatten";
    String floats = files.write("floats.nn", "input(3, 8, 8)" + mean);
    Command normalized =
        Command.run(
            "run",
            floats,
            "-i",
            png.toString(),
            "--labels",
            labels,
            "--preprocess",
            "imagenet",
            "--resize",
            "10",
            "--mean",
            "0.2,0,0.3",
            "--std",
            "1",
            "-o",
            files.path("y.npy"));
    assertEquals(0, normalized.exit(), normalized.err());
    assertTrue(
        normalized.out().contains("  blue of the sky     0.500000  #####"), normalized.out());
    assertTrue(normalized.out().contains("  red"), normalized.out());
    float[] y = Npy.read(Path.of(files.path("y.npy"))).data();
    assertArrayEquals(new float[] {0, 0, 0.5f}, y, 1e-6f);
    String bytes = files.write("bytes.nn", "input(8, 8, 3, layout=nhwc, type=uint8)" + mean);
    Command raw =
        Command.run(
            "run",
            bytes,
            "-i",
            png.toString(),
            "--preprocess",
            "imagenet",
            "-o",
            files.path("z.npy"));
    assertEquals(0, raw.exit(), raw.err());
    float[] z = Npy.read(Path.of(files.path("z.npy"))).data();
    assertArrayEquals(new float[] {51, 0, 204}, z, 1e-4f);
  }

  @Test
  void severalInputsAndOutputsGoByTheirNames() throws IOException {
    String network =
        files.write(
            "pair.nn", "a = input(2) b = input(2) output sum = (a + b) output product = (a * b)");
    String a = "a=" + files.npy("a.npy", Workspace.tensor(new int[] {2}, 1, 2));
    String b = "b=" + files.npy("b.npy", Workspace.tensor(new int[] {2}, 3, 4));
    Command command = Command.run("run", network, "-i", a, "-i", b, "-o", files.path("y.npy"));
    assertEquals(0, command.exit(), command.err());
    assertArrayEquals(new float[] {4, 6}, Npy.read(Path.of(files.path("y.sum.npy"))).data());
    assertArrayEquals(new float[] {3, 8}, Npy.read(Path.of(files.path("y.product.npy"))).data());
    Command missing = Command.run("run", network, "-i", a);
    assertEquals(1, missing.exit());
    assertTrue(
        missing.err().contains("the input `b` (2) is not given: --input b=FILE"), missing.err());
  }

  @Test
  void explains() throws IOException {
    String network =
        files.write("net.nn", "input(1, 4, 4) -> conv(2, 3) -> batchnorm -> relu -> flatten");
    Command command = Command.run("explain", network, "--target", "scalar");
    assertEquals(0, command.exit(), command.err());
    assertTrue(command.out().startsWith("nn.net.Net on scalar\n\nname "), command.out());
    assertTrue(command.out().contains("folded into weights"), command.out());
    assertTrue(command.out().contains("parameters  24\nmult-adds   72 a sample\n"), command.out());
  }

  @Test
  void explainsIn120Columns() throws IOException {
    String network =
        files.write(
            "wide.nn",
            "input(128, 112, 112) -> some_block { another {"
                + " conv(128, 3, stride=2, pad=1, groups=2, bias=false) -> batchnorm -> relu6"
                + " -> conv(128, (1, 7), pad=(0, 3), bias=false) -> gelu } }");
    Command command = Command.run("explain", network, "--target", "simd256");
    assertEquals(0, command.exit(), command.err());
    assertTrue(command.out().contains("conv(128, 128, 3, ...)  "), command.out());
    assertTrue(command.out().lines().allMatch(line -> line.length() <= 120), command.out());
  }

  @ParameterizedTest
  @CsvSource({"graph, linear", "loops, straight", "asm, FMUL"})
  void emitsEachStage(String stage, String text) throws IOException {
    Command command = Command.run("compile", sums(), "--emit=" + stage, "--target=plain");
    assertEquals(0, command.exit(), command.err());
    assertTrue(command.out().contains("nn"), command.out());
    assertTrue(command.out().contains(text), command.out());
    assertFalse(Files.exists(Path.of("sum.jar")));
  }

  @Test
  void verifies() throws IOException {
    sums();
    Files.copy(directory.resolve("sum.safetensors"), directory.resolve("sum.weights.safetensors"));
    files.safetensors(
        "sum.io.safetensors",
        Map.of(
            "input", Workspace.tensor(new int[] {1, 3}, 1, 2, 4),
            "output", Workspace.tensor(new int[] {1, 2}, 7, 70.5)));
    Command good = Command.run("verify", directory.toString(), "--batch", "5");
    assertEquals(
        "ok     sum  largest difference 0.0\n1 case: 1 ok, 0 failed, 0 errors\n", good.out());
    assertEquals(0, good.exit());

    files.write("broken.nn", "input(3) -> lienar(2)");
    files.write("alone.nn", "input(3) -> relu");
    files.safetensors(
        "broken.io.safetensors", Map.of("input", Workspace.tensor(new int[] {1, 3}, 1, 2, 4)));
    files.safetensors(
        "sum.io.safetensors",
        Map.of(
            "input", Workspace.tensor(new int[] {1, 3}, 1, 2, 4),
            "output", Workspace.tensor(new int[] {1, 2}, 7, 70)));
    Command bad = Command.run("verify", directory.toString());
    assertEquals(1, bad.exit());
    List<String> lines = bad.out().lines().toList();
    assertEquals("error  alone   there is no alone.io.safetensors beside it", lines.get(0));
    assertTrue(lines.get(1).startsWith("error  broken  line 1: "), lines.get(1));
    assertEquals(
        "FAIL   sum     largest difference 0.500 at output[1]: 70.5, expected 70.0; allowed 0.0070",
        lines.get(2));
    assertEquals("3 cases: 0 ok, 1 failed, 2 errors", lines.get(3));
    assertEquals(0, Command.run("verify", files.path("sum.nn"), "--tolerance", "0.01").exit());
  }

  /** 0.1 and the like need more bits than a half has: up to one part in 2048 is lost. */
  @ParameterizedTest
  @CsvSource({
    "f32, 3e-7, 1, largest difference 0.0200 at",
    "f16, 0, 0, f16 weights change outputs by up to 0.000",
    "bf16, 0, 0, bf16 weights change outputs by up to 0.01",
    "int8, 0, 0, int8 weights change outputs by up to 0.0",
    "f16, 1e-6, 1, f16 weights change outputs by up to 0.000",
  })
  void verifiesReducedWeights(String type, double tolerance, int exit, String text)
      throws IOException {
    files.write("one.nn", "input(3) -> linear(1)");
    files.safetensors(
        "one.weights.safetensors",
        Map.of(
            "0.weight", Workspace.tensor(new int[] {1, 3}, 0.1, 0.317, 1.7),
            "0.bias", Workspace.tensor(new int[] {1}, 0.1)));
    double y = 0.1 + 0.1 + 2 * 0.317 + 4 * 1.7;
    files.safetensors(
        "one.io.safetensors",
        Map.of(
            "input", Workspace.tensor(new int[] {1, 3}, 1, 2, 4),
            "output", Workspace.tensor(new int[] {1, 1}, type.equals("f32") ? y + 0.02 : y)));
    String line = "verify " + files.path("one.nn") + " --weights-dtype " + type;
    Command command =
        Command.run((tolerance > 0 ? line + " --tolerance " + tolerance : line).split(" "));
    assertEquals(exit, command.exit(), command.out() + command.err());
    assertTrue(command.out().contains(text.strip()), command.out());
  }

  @Test
  void runsAJarThatBringsItsOwnRuntime() throws IOException {
    String jar = files.path("alone.jar");
    Command compiled =
        Command.run(
            "compile",
            sums(),
            "--weights",
            files.path("sum.safetensors"),
            "-o",
            jar,
            "--standalone");
    assertEquals(0, compiled.exit(), compiled.err());
    String input = files.npy("x.npy", Workspace.tensor(new int[] {3}, 1, 2, 4));
    Command ran = Command.run("run", jar, "--input", input, "--variant", "scalar");
    assertEquals(
        """
        output (2)
          class 1         70.5000  ##############################
          class 0         7.00000
        """,
        ran.out(),
        ran.err());
  }

  @Test
  void anOutputThatIsALinkIsWrittenThrough() throws IOException {
    Path real = Path.of(files.write("real.npy", ""));
    Path jar = Path.of(files.write("real.jar", ""));
    Files.createSymbolicLink(directory.resolve("link.npy"), real);
    Files.createSymbolicLink(directory.resolve("link.jar"), jar);
    String network = files.write("same.nn", "input(2) -> relu");
    String input = files.npy("x.npy", Workspace.tensor(new int[] {2}, 1, 2));
    assertEquals(0, Command.run("run", network, "-i", input, "-o", files.path("link.npy")).exit());
    assertEquals(0, Command.run("compile", network, "-o", files.path("link.jar")).exit());
    assertArrayEquals(new float[] {1, 2}, Npy.read(real).data());
    assertTrue(Files.size(jar) > 0 && Files.isSymbolicLink(directory.resolve("link.jar")));
  }

  @Test
  void nanIsNoWinner() throws IOException {
    String network = files.write("same.nn", "input(3) -> relu");
    String some =
        files.npy("some.npy", Workspace.tensor(new int[] {2, 3}, 1, Double.NaN, 2, 3, 4, 5));
    assertEquals(
        """
        output (3), 2 samples
          sample 0   class 2  2.00000, 1 of 3 scores NaN
          sample 1   class 2  5.00000
        """,
        Command.run("run", network, "--input", some).out());
    String all =
        files.npy("all.npy", Workspace.tensor(new int[] {3}, Double.NaN, Double.NaN, Double.NaN));
    assertEquals(
        "output (3)\n  all 3 scores are NaN\n", Command.run("run", network, "--input", all).out());
  }

  @Test
  void optionsForAWeightsFileThatIsNotGivenAreWarnedOf() throws IOException {
    String network = files.write("same.nn", "input(3) -> relu");
    Command command = Command.run("explain", network, "--strip-prefix", "module.");
    assertEquals(0, command.exit());
    assertEquals(
        "warning: a prefix to strip or tensors to ignore are given, but no weights file that has"
            + " them\n",
        command.err());
  }
}
