package dev.lamina.compiler.cli;

import dev.lamina.compiler.CompileOptions;
import dev.lamina.compiler.InputShape;
import dev.lamina.compiler.WeightsType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The options that every command takes which compiles a network. */
class ModelOptions {
  @Option(
      names = "--weights",
      paramLabel = "FILE",
      description = "a safetensors file with the weights, as PyTorch names them")
  Path weights;

  @Option(
      names = "--random-weights",
      paramLabel = "SEED",
      description = "random weights instead, initialised as PyTorch does")
  Long randomWeights;

  @Option(
      names = "--weights-dtype",
      paramLabel = "TYPE",
      converter = WeightsTypeConverter.class,
      description =
          "store weights with fewer bits, compute in floats: f32 (default), bf16, f16, int8")
  WeightsType weightsType = WeightsType.F32;

  @Option(
      names = "--shape",
      paramLabel = "[NAME=]SIZES",
      converter = ShapeConverter.class,
      description = "the shape of an input, where the file does not declare it: 3,32,32")
  List<InputShape> shapes = new ArrayList<>();

  @Option(
      names = "--strip-prefix",
      paramLabel = "PREFIX",
      description = "take it off the names in the weights file: module.")
  String stripPrefix;

  @Option(
      names = "--ignore",
      paramLabel = "PATTERN",
      description = "leave tensors of the weights file out: 'aux.*'")
  List<String> ignore = new ArrayList<>();

  @Option(
      names = "--no-pass",
      paramLabel = "PASS",
      converter = PassConverter.class,
      description = "switch a pass off: fold-batch-norm, ...")
  List<String> passesOff = new ArrayList<>();

  @Option(
      names = "--exact",
      description = "compute only as PyTorch does: no folded weights, no Winograd; slower")
  boolean exact;

  @Option(names = "--strict", description = "treat warnings as errors")
  boolean strict;

  CompileOptions compileOptions() {
    CompileOptions options =
        CompileOptions.defaults().exact(exact).strict(strict).weightsType(weightsType);
    for (InputShape shape : shapes) {
      options = options.shape(shape);
    }
    for (String pass : passesOff) {
      options = options.withoutPass(pass);
    }
    for (String pattern : ignore) {
      options = options.ignore(pattern);
    }
    options = stripPrefix == null ? options : options.stripPrefix(stripPrefix);
    options = randomWeights == null ? options : options.randomWeights(randomWeights);
    return weights == null ? options : options.weights(weights);
  }
}
