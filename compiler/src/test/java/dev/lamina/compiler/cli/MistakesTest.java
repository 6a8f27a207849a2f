package dev.lamina.compiler.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every kind of bad input: the exit code, and a message instead of a stack trace. */
class MistakesTest {
  @TempDir private Path directory;
  private Workspace files;

  /** In arguments and messages, {@code DIR} stands for the directory of these files. */
  @BeforeEach
  void filesOfEachKind() throws IOException {
    files = new Workspace(directory);
    files.write("net.nn", "input(3) -> linear(2)");
    files.write("same.nn", "input(3) -> relu");
    files.write("picture.nn", "input(2, 4, 4) -> relu");
    files.write("grey.nn", "input(1, 2, 2) -> relu");
    files.write("huge.nn", "input(2147483647) -> relu");
    files.write("open.nn", "conv(3, 4, 3) -> relu");
    files.write("wrong.nn", "input(3) -> linaer(2)");
    files.write("warned.nn", "input(3, 8, 8) -> linear(2)");
    files.write("weighted.nn", "weights \"nowhere.safetensors\" input(3) -> linear(2)");
    files.write("binary.nn", (byte) 0xff, (byte) 0xff, (byte) 1);
    files.write("utf16.nn", (byte) 0xff, (byte) 0xfe, (byte) 'r', (byte) 0);
    files.write("zeros.nn", new byte[9]);
    files.write("zeros.safetensors", new byte[100]);
    files.write("torch.nn", "import torch\nx = torch.rand(1)\n");
    files.write("long.nn", " ".repeat(1_000_001));
    files.write("large.nn", " ".repeat(5_000_000));
    files.write("empty.npy", new byte[0]);
    files.write("text.npy", "1 2 NaN");
    files.write("text.png", "no picture");
    files.write("x.csv", "1,2,3");
    files.write("no.jar", "no jar");
    files.write("rgb.nn", "input(3, 4, 4) -> relu");
    files.write("bytes.nn", "input(4, 4, 3, layout=nhwc, type=uint8) -> relu");
    files.write("bytes3.nn", "input(3, type=uint8) -> relu");
    files.npy("half.npy", Workspace.tensor(new int[] {3}, 1, 0.5, 3));
    files.npy("grey.npy", Workspace.tensor(new int[] {1, 2, 2}, 1, 2, 3, 4));
    files.npy("x.npy", Workspace.tensor(new int[] {3}, 1, 2, 3));
    files.npy("four.npy", Workspace.tensor(new int[] {4}, 1, 2, 3, 4));
    files.npy("last.npy", Workspace.tensor(new int[] {2, 2, 1}, 1, 2, 3, 4));
    files.npy("batch.npy", Workspace.tensor(new int[] {2, 4}, 1, 2, 3, 4, 5, 6, 7, 8));
    files.npy("none.npy", Workspace.tensor(new int[] {0, 3}));
    byte[] npy = Files.readAllBytes(directory.resolve("x.npy"));
    files.write("short.npy", Arrays.copyOf(npy, npy.length - 1));
    files.write("short.safetensors", "short");
    files.safetensors(
        "other.safetensors", Map.of("fc.weight", Workspace.tensor(new int[] {2}, 1, 2)));
    files.safetensors(
        "labelled.safetensors",
        Map.of(
            "fc.weight",
            Workspace.tensor(new int[] {2, 3}, 1, 2, 3, 4, 5, 6),
            "fc.bias",
            Workspace.tensor(new int[] {2}, 1, 2)));
    files.safetensors(
        "wrapped.safetensors",
        Map.of(
            "module.0.weight",
            Workspace.tensor(new int[] {2, 3}, 1, 2, 3, 4, 5, 6),
            "module.0.bias",
            Workspace.tensor(new int[] {2}, 1, 2)));
    files.safetensors(
        "two.safetensors",
        Map.of("a", Workspace.tensor(new int[] {1}, 1), "b", Workspace.tensor(new int[] {1}, 1)));
    try (ZipOutputStream zip =
        new ZipOutputStream(Files.newOutputStream(directory.resolve("w.pt")))) {
      zip.putNextEntry(new ZipEntry("w/data.pkl"));
      zip.closeEntry();
    }
    Files.copy(directory.resolve("w.pt"), directory.resolve("other.jar"));
    Files.createDirectory(directory.resolve("folder"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          compile DIR/no.nn                              | there is no file DIR/no.nn
          compile DIR/folder                             | DIR/folder is a directory, expected a .nn file
          compile DIR/binary.nn                          | DIR/binary.nn is not a text file in UTF-8
          compile DIR/utf16.nn                           | DIR/utf16.nn is text in UTF-16, expected a .nn file
          compile DIR/zeros.nn                           | DIR/zeros.nn is no text, since it holds bytes of zero
          compile DIR/other.jar                          | DIR/other.jar is a jar or another archive, expected a .nn file
          compile DIR/x.npy                              | hint: give it to `lamina run --input`
          compile DIR/two.safetensors                    | hint: it holds weights: give them by `--weights`
          compile DIR/torch.nn                           | torch.nn:1:1: error: this is Python, not a network
          compile DIR/long.nn                            | this source is longer than 1 MB
          compile DIR/large.nn                           | DIR/large.nn is longer than 1 MB
          compile DIR/wrong.nn                           | wrong.nn:1:13: error: unknown layer `linaer`
          compile DIR/open.nn                            | --shape 3,32,32
          compile DIR/same.nn --shape 4                  | error:
          compile DIR/warned.nn --strict --random-weights 1 | warned.nn:1:19: error:
          compile DIR/net.nn -o DIR/none/x.jar           | there is no directory DIR/none to write
          compile DIR/net.nn -o DIR/folder               | DIR/folder is a directory; give the name of a file in it
          compile DIR/net.nn -o DIR/net.nn               | the name of the jar must end in .jar, but DIR/net.nn was given
          compile DIR/net.nn -o DIR/w.safetensors        | the name of the jar must end in .jar
          export DIR/net.nn --onnx DIR/net.nn            | the name of the ONNX model must end in .onnx
          run DIR/same.nn --input DIR/x.npy -o DIR/same.nn | the name of the output must end in .npy
          run DIR/same.nn --input DIR/x.npy -o DIR/x.npy | the output would replace DIR/x.npy, which is read
          compile DIR/net.nn --weights DIR/w.jar -o DIR/w.jar | the jar would replace DIR/w.jar, which is read
          run DIR/no.jar --exact --input DIR/x.npy       | --exact and --strict are for .nn files
          compile DIR/weighted.nn                        | weighted.nn:1:9: error: there is no file DIR/nowhere.safetensors
          compile DIR/net.nn --weights DIR/w.pt          | from safetensors.torch import save_file
          compile DIR/net.nn --weights DIR/none          | there is no file DIR/none
          compile DIR/net.nn --weights DIR/folder        | DIR/folder is a directory
          compile DIR/net.nn --weights DIR/short.safetensors | short.safetensors
          compile DIR/net.nn --weights DIR/zeros.safetensors | it begins with 8 bytes of zero, where the length of its header should stand
          compile DIR/net.nn --weights DIR/labelled.safetensors | hint: the same shapes are in the file under other names (0 is fc)
          compile DIR/net.nn --weights DIR/wrapped.safetensors | --strip-prefix module. takes it off
          compile DIR/net.nn --weights DIR/other.safetensors | missing  0.weight (2, 3)
          compile DIR/net.nn --weights DIR/other.safetensors --random-weights 1 | weights are given twice
          run DIR/net.nn --input DIR/x.npy               | has parameters but no weights
          run DIR/none.nn --input DIR/x.npy              | there is no file DIR/none.nn
          run DIR/same.nn --input DIR/none               | inputs are .safetensors, .npy, .png and .jpg files
          run DIR/same.nn --input DIR/x.csv              | inputs are .safetensors, .npy, .png and .jpg files
          run DIR/same.nn --input DIR/none.png           | there is no file DIR/none.png
          run DIR/same.nn --input DIR/nothing.npy        | there is no file DIR/nothing.npy
          run DIR/same.nn --input DIR/empty.npy          | is no .npy file
          run DIR/same.nn --input DIR/text.npy           | is no .npy file
          run DIR/same.nn --input DIR/short.npy          | short.npy is damaged: 11 bytes of data, but (3) takes 12 bytes
          run DIR/same.nn --input DIR/four.npy           | the input `input` takes (3), or a batch of them, but (4) is given
          run DIR/same.nn --input DIR/four.npy           | hint: 4 values were given, but a sample has 3
          run DIR/grey.nn --input DIR/four.npy           | hint: in Python: x = x.reshape(1, 2, 2)
          run DIR/grey.nn --input DIR/last.npy           | hint: in Python: x = x.transpose(2, 0, 1), which puts the channels first
          run DIR/grey.nn --input DIR/batch.npy          | hint: in Python: x = x.reshape(-1, 1, 2, 2), a batch of 2
          run DIR/same.nn --input DIR/none.npy           | the input `input` has no samples
          run DIR/same.nn --input DIR/two.safetensors    | two.safetensors has no tensor input; it has
          run DIR/same.nn --input y=DIR/x.npy            | there is no input y; the network has input
          run DIR/same.nn --input DIR/x.npy --input DIR/x.npy | the input `input` is given twice
          run DIR/same.nn --input DIR/text.png           | a picture has the shape (C, H, W) or (H, W, C) with 1 or 3 channels, but the input is (3)
          run DIR/picture.nn --input DIR/text.png        | DIR/text.png: a picture has the shape (C, H, W) or (H, W, C) with 1 or 3 channels, but the input is (2, 4, 4)
          run DIR/rgb.nn --input DIR/text.png            | DIR/text.png is no picture in a known format
          run DIR/rgb.nn --input DIR/text.png --mean 1,2 | DIR/text.png: mean has 2 numbers, expected 1 or 3
          run DIR/bytes.nn --input DIR/text.png --mean 1 | such a network normalises itself, by `normalize` behind its input
          run DIR/bytes3.nn --input DIR/half.npy         | the input `input` takes whole numbers from 0 to 255 (uint8), but 0.5 is given
          run DIR/same.nn --input DIR/x.npy --preprocess imagenet | are for pictures, but no input is one
          run DIR/same.nn --input DIR/x.npy --labels DIR/x.csv | x.csv has 1 line, but `output` has 3 scores
          run DIR/same.nn --input DIR/x.npy --labels DIR/none.txt | there is no file DIR/none.txt
          run DIR/grey.nn --input DIR/grey.npy --labels DIR/x.csv | --labels names scores, but the network gives output (1, 2, 2), no vector
          run DIR/same.nn --input DIR/x.npy -o DIR/none/y.npy | there is no directory DIR/none
          run DIR/no.jar --input DIR/x.npy               | DIR/no.jar is no jar, or a damaged one
          run DIR/other.jar --input DIR/x.npy            | DIR/other.jar holds no network that Lamina compiled
          run DIR/no.jar --shape 3 --input DIR/x.npy     | --shape, --random-weights, --weights-dtype, --no-pass, --exact and --strict are for .nn files
          run DIR/huge.nn --input DIR/x.npy              | huge.nn:1:1: error: the code for
          verify DIR/folder                              | there is no .nn file in DIR/folder
          verify DIR/none                                | there is no file DIR/none
          explain DIR/none.nn                            | there is no file DIR/none.nn
          bench DIR/same.nn --batch 1000000000           | --batch 1000000000: a sample has up to 3 floats, of which an array holds at most 715827879 samples
          new DIR/x.csv/demo                             | cannot write DIR/x.csv/demo
          """)
  void mistakes(String line, String message) {
    check(1, line, message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          comple                                         | did you mean completion or compile
          compile                                        | error: MODEL.nn is missing
          compile DIR/net.nn --wieghts x                 | there is no option --wieghts
          compile DIR/net.nn --shape NaN                 | 'NaN' is no shape; write the sizes without the batch, such as 3,32,32
          compile DIR/net.nn --shape =3                  | '=3' is no shape
          compile DIR/net.nn --shape 3,0                 | '3,0' is no shape
          compile DIR/net.nn --shape 3,99999999999       | '3,99999999999' is no shape
          compile DIR/net.nn --target simd64             | there is no target 'simd64'; the targets are scalar, plain, simd128, simd256, simd512
          compile DIR/net.nn --no-pass fold              | there is no pass 'fold'; the passes are remove-no-ops
          compile DIR/net.nn --emit=ir                   | --emit: expected graph, loops or asm, but 'ir' was given
          compile DIR/net.nn --random-weights x          | --random-weights: expected a whole number, but 'x' was given
          run DIR/same.nn                                | error: --input [NAME=]FILE is missing
          verify                                         | error: DIR|MODEL.nn is missing
          verify DIR/same.nn --batch x                   | --batch: expected a whole number, but 'x' was given
          verify DIR/same.nn --batch 0                   | --batch: expected at least 1, but 0 was given
          verify DIR/same.nn --tolerance x               | --tolerance: expected a number, but 'x' was given
          verify DIR/same.nn --tolerance NaN             | --tolerance: expected a number from 0 on, but NaN was given
          verify DIR/same.nn --tolerance -1              | --tolerance: expected a number from 0 on, but -1.0 was given
          run DIR/same.nn --input DIR/x.npy --threads 0  | --threads: expected 1 to 1024, but 0 was given
          run DIR/same.nn --input DIR/x.npy --threads x  | --threads: expected a whole number, but 'x' was given
          run DIR/same.nn --input DIR/x.npy --threads 9999999999 | --threads: 9999999999 is too large
          compile DIR/net.nn --emit=graph -o DIR/x.jar   | --emit prints instead of writing a jar
          run DIR/no.jar --ignore x --input DIR/x.npy    | --strip-prefix and --ignore of a jar go with --weights FILE
          compile DIR/net.nn DIR/same.nn                 | is one argument too many
          compile DIR/net.nn --weights                   | --weights needs a value
          compile DIR/net.nn --color maybe               | --color: expected one of auto, always, never, but 'maybe' was given
          completion fish                                | SHELL: expected one of bash, zsh, but 'fish' was given
          run DIR/rgb.nn --input DIR/text.png --std 1,0,1 | --std: expected a finite number to divide by, but 0.0 was given
          run DIR/rgb.nn --input DIR/text.png --std NaN  | --std: expected a finite number to divide by, but NaN was given
          run DIR/rgb.nn --input DIR/text.png --std 1e39 | --std: expected a finite number to divide by, but Infinity was given
          run DIR/rgb.nn --input DIR/text.png --mean NaN | --mean: expected a finite number, but NaN was given
          run DIR/rgb.nn --input DIR/text.png --mean half | --mean: expected a number, but 'half' was given
          run DIR/rgb.nn --input DIR/text.png --resize 0 | --resize: expected at least 1, but 0 was given
          bench DIR/same.nn --callers 2000               | --callers: expected 1 to 1024, but 2000 was given
          """)
  void wrongUsage(String line, String message) {
    check(2, line, message);
  }

  @ParameterizedTest
  @CsvSource({
    "compile,'',--,the name of the file is empty",
    "explain,'',--,the name of the file is empty",
    "compile,DIR/net.nn,-o,the name of the file to write is empty"
  })
  void emptyNames(String command, String file, String option, String message) {
    String model = file.replace("DIR", directory.toString());
    Command run =
        option.equals("--") ? Command.run(command, model) : Command.run(command, model, option, "");
    assertEquals(1, run.exit());
    assertTrue(run.err().startsWith("error: " + message), run.err());
  }

  private void check(int exit, String line, String message) {
    Command command = Command.run(line.strip().replace("DIR", directory.toString()).split(" "));
    String expected = message.replace("DIR/", directory + "/");
    assertTrue(command.err().contains(expected), command.err());
    assertTrue(command.err().contains("error: "), command.err());
    assertFalse(command.err().contains("\tat "), command.err());
    assertEquals(exit, command.exit(), command.err());
  }

  @ParameterizedTest
  @CsvSource({"compile DIR/same.nn -o, x.jar", "run DIR/same.nn --input DIR/x.npy -o, y.npy"})
  void aPipeIsNotReplaced(String line, String file) throws IOException, InterruptedException {
    Path pipe = directory.resolve("pipe");
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/mkfifo")));
    assertEquals(0, new ProcessBuilder("/usr/bin/mkfifo", pipe.toString()).start().waitFor());
    Files.createSymbolicLink(directory.resolve(file), pipe);
    String message = "DIR/" + file + " is a device or a pipe, which a file would replace";
    check(1, line + " DIR/" + file, message);
    assertTrue(Files.readAttributes(pipe, BasicFileAttributes.class).isOther());
  }

  @Test
  void verifySaysWhatDoesNotFit() throws IOException {
    files.safetensors(
        "net.io.safetensors",
        Map.of(
            "input",
            Workspace.tensor(new int[] {3}, 1, 2, 3),
            "output",
            Workspace.tensor(new int[] {2}, 1, 2)));
    Command command =
        Command.run(
            "verify",
            directory.resolve("net.nn").toString(),
            "--weights",
            directory.resolve("other.safetensors").toString());
    assertEquals(1, command.exit());
    assertTrue(command.out().contains("does not fit nn.net.Net: missing"), command.out());
  }

  @Test
  void aDefectSaysHowToReportIt() throws IOException {
    java.io.ByteArrayOutputStream err = new java.io.ByteArrayOutputStream();
    java.io.PrintStream stream =
        new java.io.PrintStream(err, true, java.nio.charset.StandardCharsets.UTF_8);
    Failures failures =
        new Failures(new Console(stream, stream, false, false), new String[] {"run", "x.nn"});
    int exit =
        failures.handleExecutionException(new IllegalStateException("oops\nmore"), null, null);
    String text = err.toString(java.nio.charset.StandardCharsets.UTF_8);
    assertEquals(70, exit);
    assertTrue(
        text.startsWith(
            "error: this is a defect in Lamina, not in your network: IllegalStateException:"
                + " oops\n"),
        text);
    Path report = Path.of(text.replaceAll("(?s).* and (.*lamina-defect-.*txt).*", "$1"));
    String content = Files.readString(report);
    assertTrue(content.contains("lamina run x.nn") && content.contains("\tat "), content);
    Files.delete(report);
  }
}
