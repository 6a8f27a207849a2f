package dev.lamina.compiler.cli;

import dev.lamina.compiler.CompiledNetwork;
import dev.lamina.compiler.Explanation;
import dev.lamina.compiler.Lamina;
import dev.lamina.compiler.plan.Target;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lamina explain}. */
@Command(
    name = "explain",
    description = "Shows what a network is made of and what it becomes.",
    footer = {
      "",
      "Examples:",
      "  lamina explain resnet18.nn",
      "  lamina explain card.nn --shape 3,32,32 --weights card.safetensors --target simd256",
    })
final class ExplainCommand implements Callable<Integer> {
  @Mixin private Common common;
  @Mixin private ModelOptions model;
  @Mixin private JsonOption json;

  @Parameters(paramLabel = "MODEL.nn", description = "the network")
  private Path file;

  @Option(
      names = "--target",
      paramLabel = "TARGET",
      converter = TargetConverter.class,
      description =
          "show the kernels for it instead of this machine's: scalar, plain, simd128, ...")
  private Target target;

  @Override
  public Integer call() {
    Console console = common.console();
    console.progress("reading " + file);
    CompiledNetwork network = Lamina.compile(file, model.compileOptions());
    console.warnings(network.warnings());
    Explanation explanation = network.explain(target == null ? Machine.preferred() : target);
    console.print(
        json.isWanted()
            ? Json.of(Reports.explanation(explanation, network.warnings()))
            : ExplanationTable.of(explanation));
    return ExitCode.OK;
  }
}
