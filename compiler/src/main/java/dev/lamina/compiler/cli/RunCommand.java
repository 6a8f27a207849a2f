package dev.lamina.compiler.cli;

import dev.lamina.compiler.io.FileAccess;
import dev.lamina.compiler.io.Npy;
import dev.lamina.compiler.layer.Tensor;
import dev.lamina.runtime.Descriptor;
import dev.lamina.runtime.Network;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lamina run}. */
@Command(
    name = "run",
    description = "Runs a network on files and shows what comes out.",
    footer = {
      "",
      "Inputs are .safetensors and .npy files, and pictures such as .png and .jpg. An array with",
      "one dimension more than the input is a batch. Pictures are prepared as torchvision does.",
      "",
      "Examples:",
      "  lamina run lenet.nn --weights lenet.safetensors --input seven.png",
      "  lamina run resnet18.nn --weights resnet18.safetensors --input photo.jpg \\",
      "      --preprocess imagenet --labels imagenet.txt",
      "  lamina run lenet.jar --input digits.npy --output scores.npy",
      "  lamina run pair.nn --random-weights 1 --input left=l.npy --input right=r.npy",
    })
final class RunCommand implements Callable<Integer> {
  @Mixin private Common common;
  @Mixin private NetworkOptions model;
  @Mixin private JsonOption json;

  @Parameters(paramLabel = "MODEL", description = "a .nn file, or a jar that was compiled from one")
  private Path file;

  @Option(
      names = {"-i", "--input"},
      paramLabel = "[NAME=]FILE",
      required = true,
      converter = InputOption.Converter.class,
      description = "what goes in; once for each of several inputs")
  private List<InputOption> inputs = new ArrayList<>();

  @Mixin private ImageOptions images;

  @Option(
      names = "--labels",
      paramLabel = "FILE",
      description = "the names of the classes, one a line in the order of the scores")
  private Path labels;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE.npy",
      description =
          "where to write the result; of several outputs, NAME is added to the file's name")
  private Path output;

  @Override
  public Integer call() {
    Console console = common.console();
    images.check(common);
    if (output != null) {
      FileAccess.requireTarget(output, "the output", ".npy");
    }
    Network network = model.load(common, file, OptionalLong.empty(), false).network();
    if (output != null) {
      requireOthers(network.signature().outputs());
    }
    Inputs read = Inputs.read(network.signature(), inputs, images);
    Labels names =
        labels == null ? Labels.NONE : Labels.read(labels, network.signature().outputs());
    console.progress("running " + file);
    float[][] outputs = read.run(network);
    List<Descriptor.Tensor> ports = network.signature().outputs();
    console.print(
        json.isWanted()
            ? Json.of(Reports.results(network, read, outputs, names))
            : Results.of(ports, outputs, read.batch(), names));
    if (output != null) {
      write(console, ports, outputs, read);
    }
    return ExitCode.OK;
  }

  /** No output may replace what is read. */
  private void requireOthers(List<Descriptor.Tensor> ports) {
    List<Path> sources = new ArrayList<>(Arrays.asList(file, model.weights, labels));
    inputs.forEach(input -> sources.add(input.file()));
    ports.forEach(p -> FileAccess.requireOther(target(ports, p), "the output", sources));
  }

  private Path target(List<Descriptor.Tensor> ports, Descriptor.Tensor port) {
    return ports.size() == 1 ? output : named(port.name());
  }

  private void write(
      Console console, List<Descriptor.Tensor> ports, float[][] outputs, Inputs read) {
    for (int i = 0; i < outputs.length; i++) {
      Path target = target(ports, ports.get(i));
      Npy.write(target, new Tensor(read.outputShape(ports.get(i)), outputs[i]));
      if (!json.isWanted()) {
        console.info("wrote " + target);
      }
    }
  }

  private Path named(String port) {
    String name = output.getFileName().toString();
    int dot = name.lastIndexOf('.');
    String stem = dot < 0 ? name : name.substring(0, dot);
    String end = dot < 0 ? "" : name.substring(dot);
    return output.resolveSibling(stem + "." + port + end);
  }
}
