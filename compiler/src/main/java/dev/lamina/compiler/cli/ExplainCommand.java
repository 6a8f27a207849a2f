package dev.lamina.compiler.cli;

import dev.lamina.compiler.CompileOptions;
import dev.lamina.compiler.CompiledNetwork;
import dev.lamina.compiler.Explanation;
import dev.lamina.compiler.Lamina;
import dev.lamina.compiler.PlanExplanation;
import dev.lamina.compiler.TimedNetwork;
import dev.lamina.compiler.plan.CostModel;
import dev.lamina.compiler.plan.Target;
import dev.lamina.runtime.LoadOptions;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
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
      "With --plan: for each layer the algorithm, its register tiles (pixels x",
      "vectors of channels), what is computed with it, and the time that the",
      "planner expects. A layer of several steps is followed by them. With --measure",
      "also the time of the generated code on this machine, GFLOP/s, the part of what",
      "one core can do at most, and GB/s where memory is the limit. Time does not",
      "depend on the weights: without any, random ones are used.",
      "",
      "Examples:",
      "  lamina explain resnet18.nn",
      "  lamina explain resnet18.nn --plan --target simd512",
      "  lamina explain resnet18.nn --plan --measure",
      "  lamina explain card.nn --shape 3,32,32 --weights card.safetensors",
    })
final class ExplainCommand implements Callable<Integer> {
  private static final long SEED = 1;

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

  @Option(names = "--plan", description = "show how and how fast each layer is computed")
  private boolean plan;

  @Option(names = "--measure", description = "measure each layer here; goes with --plan")
  private boolean measure;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      description = "how long --measure calls the network; default: ${DEFAULT-VALUE}")
  private double seconds = 3;

  @Override
  public Integer call() {
    check();
    Console console = common.console();
    console.progress("reading " + file);
    Target shown = target == null ? Machine.preferred() : target;
    CompileOptions options = model.compileOptions();
    CompiledNetwork network =
        Lamina.compile(file, measure ? options.targets(EnumSet.of(shown)) : options);
    console.warnings(network.warnings());
    console.print(plan ? plan(network, shown) : layers(network.explain(shown), network));
    return ExitCode.OK;
  }

  private void check() {
    if (measure && !plan) {
      throw common.misuse("--measure goes with --plan");
    }
    if (!(seconds > 0 && seconds <= 3600)) {
      throw common.misuse(
          "--seconds: expected a number above 0, at most 3600, but " + seconds + " was given");
    }
    if (measure && target != null && target.vectorApi() && !Machine.hasVectors()) {
      throw new UserException(
          "--measure cannot run "
              + target.id()
              + " without the module jdk.incubator.vector; start it by the `lamina` script, or by"
              + " java --add-modules jdk.incubator.vector -jar lamina.jar");
    }
  }

  private String layers(Explanation explanation, CompiledNetwork network) {
    return json.isWanted()
        ? Json.of(Reports.explanation(explanation, network.warnings()))
        : ExplanationTable.of(explanation, Machine.columns());
  }

  private String plan(CompiledNetwork network, Target shown) {
    PlanExplanation explanation = network.explainPlan(shown);
    Optional<StepTimes> times =
        measure ? Optional.of(times(network, explanation, shown)) : Optional.empty();
    PlanTable table = new PlanTable(explanation, times);
    if (!json.isWanted()) {
      return table.text(Machine.columns());
    }
    Map<String, Object> object = table.json();
    object.put("warnings", Reports.diagnostics(network.warnings()));
    return Json.of(object);
  }

  /**
   * The machine's limits come after the network has warmed up: C2 would take their loops'
   * operations for all that there are, and later keep vectors of the network in boxes.
   */
  private StepTimes times(CompiledNetwork network, PlanExplanation explanation, Target shown) {
    Console console = common.console();
    console.progress("loading " + file);
    TimedNetwork timed = withWeights(network, shown).loadTimed(loadOptions(console, shown));
    Calls calls = new Calls(timed.network(), 1, 0);
    console.progress("warming up");
    calls.warmUpFully(nanos());
    console.progress("measuring the machine");
    boolean streams =
        explanation.layers().stream().anyMatch(l -> l.weightBytes() > CostModel.CACHE);
    double bandwidth = streams ? Bandwidth.measure(shown) : 0;
    double peak = Peak.measure(shown);
    console.progress("measuring");
    return StepTimes.measure(timed, calls, nanos(), peak, bandwidth, console);
  }

  private CompiledNetwork withWeights(CompiledNetwork network, Target shown) {
    return network.hasWeights()
        ? network
        : Lamina.compile(
            file, model.compileOptions().targets(EnumSet.of(shown)).randomWeights(SEED));
  }

  private static LoadOptions loadOptions(Console console, Target shown) {
    return console.observed(LoadOptions.defaults().variant(shown.id()));
  }

  private long nanos() {
    return (long) (seconds * 1e9);
  }
}
