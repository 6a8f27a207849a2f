package dev.lamina.compiler.cli;

import dev.lamina.compiler.CompiledNetwork;
import dev.lamina.compiler.Lamina;
import dev.lamina.compiler.io.FileAccess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lamina export}. */
@Command(
    name = "export",
    description = "Writes a network with its weights in the format of other tools.",
    footer = {
      "",
      "Example:",
      "  lamina export lenet.nn --weights lenet.safetensors --onnx lenet.onnx",
    })
final class ExportCommand implements Callable<Integer> {
  @Mixin private Common common;
  @Mixin private ModelOptions model;

  @Parameters(paramLabel = "MODEL.nn", description = "the network")
  private Path file;

  @Option(
      names = "--onnx",
      required = true,
      paramLabel = "FILE",
      description = "the ONNX model to write; its batch is dynamic")
  private Path onnx;

  @Override
  public Integer call() throws IOException {
    Console console = common.console();
    FileAccess.requireTarget(onnx, "the ONNX model", ".onnx");
    FileAccess.requireOther(onnx, "the ONNX model", Arrays.asList(file, model.weights));
    console.progress("checking " + file);
    CompiledNetwork network = Lamina.compile(file, model.compileOptions());
    console.warnings(network.warnings());
    if (!network.hasWeights()) {
      throw new UserException(
          "an ONNX model holds its weights: give them with --weights FILE or --random-weights"
              + " SEED");
    }
    console.progress("writing " + onnx);
    FileAccess.write(onnx, network::writeOnnx);
    console.info("wrote " + onnx + " (" + Units.bytes(Files.size(onnx)) + ")");
    return ExitCode.OK;
  }
}
