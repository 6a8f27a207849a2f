package dev.lamina.compiler.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonTest {
  @TempDir private Path directory;
  private Workspace files;

  @BeforeEach
  void workspace() {
    files = new Workspace(directory);
  }

  @Test
  void printsEveryKindOfValue() {
    Object value =
        Reports.object(
            "text",
            "a \"b\" \\ \n\t\u0001 \u00fc \ud83d\ude00",
            "numbers",
            List.of(1, 2.5, -3L),
            "floats",
            new float[] {0.1f, Float.NaN, Float.NEGATIVE_INFINITY},
            "none",
            new float[0],
            "yes",
            true,
            "nothing",
            null,
            "empty",
            Map.of(),
            "objects",
            List.of(Reports.object("x", 1)));
    assertEquals(
        """
        {
          "text": "a \\"b\\" \\\\ \\n\\t\\u0001 \u00fc \\ud83d\\ude00",
          "numbers": [1, 2.5, -3],
          "floats": [0.1, "NaN", "-Infinity"],
          "none": [],
          "yes": true,
          "nothing": null,
          "empty": {},
          "objects": [
            {
              "x": 1
            }
          ]
        }
        """,
        Json.of(value));
  }

  @Test
  void explains() throws IOException {
    String network = files.write("net.nn", "input(3) -> linear(2)");
    assertEquals(
        """
        {
          "class": "nn.net.Net",
          "target": "scalar",
          "parameters": 8,
          "multiplyAdds": 6,
          "weightBytes": 32,
          "scratchBytes": 0,
          "layers": [
            {
              "name": "input",
              "layer": "input(3)",
              "shape": [3],
              "parameters": 0,
              "multiplyAdds": 0,
              "kernel": ""
            },
            {
              "name": "0",
              "layer": "linear(3, 2)",
              "shape": [2],
              "parameters": 8,
              "multiplyAdds": 6,
              "kernel": "straight-line code"
            }
          ],
          "warnings": []
        }
        """,
        Command.run("explain", network, "--json", "--target", "scalar").out());
  }

  @Test
  void runs() throws IOException {
    String network = files.write("net.nn", "input(2) -> relu");
    String input = files.npy("x.npy", Workspace.tensor(new int[] {1, 2}, -1, 2));
    Command command =
        Command.run(
            "run",
            network,
            "-i",
            input,
            "--json",
            "-o",
            files.path("y.npy"),
            "--variant",
            "scalar");
    assertEquals(
        """
        {
          "class": "nn.net.Net",
          "variant": "scalar",
          "outputs": [
            {
              "name": "output",
              "shape": [1, 2],
              "values": [0.0, 2.0]
            }
          ]
        }
        """,
        command.out());
  }

  @Test
  void verifies() throws IOException {
    String network = files.write("net.nn", "input(2) -> relu");
    files.safetensors(
        "net.io.safetensors",
        Map.of(
            "input", Workspace.tensor(new int[] {1, 2}, -1, 2),
            "output", Workspace.tensor(new int[] {1, 2}, 0, 3)));
    Command command = Command.run("verify", network, "--json");
    assertEquals(1, command.exit());
    assertTrue(command.out().contains("\"status\": \"fail\""), command.out());
    assertTrue(
        command.out().contains("\"ok\": 0,\n  \"failed\": 1,\n  \"errors\": 0"), command.out());
  }

  @Test
  void mistakesAreDataAsWell() throws IOException {
    String network = files.write("net.nn", "input(2) -> rellu");
    Command command = Command.run("compile", network, "--json", "-o", files.path("net.jar"));
    assertEquals(1, command.exit());
    assertEquals(
        """
        {
          "diagnostics": [
            {
              "severity": "error",
              "message": "`rellu` is neither a layer nor a def or value of this file",
              "file": "%s",
              "line": 1,
              "column": 13,
              "text": "rellu",
              "notes": [],
              "hints": ["did you mean `relu`?"]
            }
          ]
        }
        """
            .formatted(network),
        command.out());
    assertTrue(command.err().contains("error: `rellu` is neither"), command.err());
  }

  @Test
  void compiles() throws IOException {
    String network = files.write("net.nn", "input(2) -> relu");
    Command command = Command.run("compile", network, "--json", "-o", files.path("net.jar"));
    String expected =
        """
        \\{
          "jar": ".*net.jar",
          "bytes": \\d+,
          "class": "nn.net.Net",
          "holdsWeights": true,
          "warnings": \\[]
        }
        """;
    assertTrue(command.out().matches(expected), command.out());
  }

  @Test
  void mistakesWithoutAPlaceAreDataAsWell() {
    String missing = files.path("none.jar");
    Command command = Command.run("run", missing, "-i", "x.npy", "--json");
    assertEquals(1, command.exit());
    assertEquals(
        """
        {
          "diagnostics": [
            {
              "severity": "error",
              "message": "there is no file %s",
              "notes": [],
              "hints": []
            }
          ]
        }
        """
            .formatted(missing),
        command.out());
  }
}
