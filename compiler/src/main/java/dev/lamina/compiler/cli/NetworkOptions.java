package dev.lamina.compiler.cli;

import dev.lamina.compiler.CompileOptions;
import dev.lamina.compiler.CompiledNetwork;
import dev.lamina.compiler.Lamina;
import dev.lamina.compiler.WeightsType;
import dev.lamina.compiler.io.FileAccess;
import dev.lamina.compiler.plan.Target;
import dev.lamina.runtime.LoadOptions;
import dev.lamina.runtime.Network;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import picocli.CommandLine.Option;

/** The options of commands that load a network, from a {@code .nn} file or a jar. */
final class NetworkOptions extends ModelOptions {
  @Option(
      names = "--variant",
      paramLabel = "TARGET",
      converter = TargetConverter.class,
      description = "run that code instead of the best for this machine")
  private Target variant;

  @Option(names = "--threads", paramLabel = "N", description = "how many threads share a call")
  private int threads = 1;

  /**
   * A network that can be called.
   *
   * @param compiled what it was compiled to, if it was no jar
   */
  record Loaded(Network network, Optional<CompiledNetwork> compiled) {}

  /**
   * Loads the network of a file.
   *
   * @param seed of the weights where none are given; empty where that is a mistake
   * @param warmUp whether to call it until the JIT is done
   */
  Loaded load(Common common, Path file, OptionalLong seed, boolean warmUp) {
    Console console = common.console();
    LoadOptions options = loadOptions(common).warmUp(warmUp);
    if (!Machine.hasVectors()) {
      console.note(
          "without the module jdk.incubator.vector the slower scalar code runs; start it by the"
              + " `lamina` script, or by java --add-modules jdk.incubator.vector -jar lamina.jar");
    }
    FileAccess.requireFile(file);
    console.progress("loading " + file);
    if (file.toString().endsWith(".jar")) {
      refuseCompileOptions(file);
      return new Loaded(JarNetwork.load(file, jarOptions(common, options)), Optional.empty());
    }
    CompiledNetwork compiled = compile(file, seed);
    console.warnings(compiled.warnings());
    return new Loaded(Loading.load(compiled, options), Optional.of(compiled));
  }

  private CompiledNetwork compile(Path file, OptionalLong seed) {
    CompileOptions options = targetOptions();
    CompiledNetwork compiled = Lamina.compile(file, options);
    return compiled.hasWeights() || seed.isEmpty()
        ? compiled
        : Lamina.compile(file, options.randomWeights(seed.getAsLong()));
  }

  private void refuseCompileOptions(Path file) {
    boolean reduced = weightsType != WeightsType.F32;
    boolean other = reduced || exact || strict || !passesOff.isEmpty();
    if (other || !shapes.isEmpty() || randomWeights != null) {
      throw new UserException(
          file
              + " is compiled; --shape, --random-weights, --weights-dtype, --no-pass, --exact and"
              + " --strict are for .nn files");
    }
  }

  /** How a network is loaded: on which threads, which code, with a bar. */
  LoadOptions loadOptions(Common common) {
    LoadOptions options =
        common.console().observed(LoadOptions.defaults().threads(common.threads(threads)));
    return variant == null ? options : options.variant(variant.id());
  }

  /** How it is compiled, for that code alone. */
  CompileOptions targetOptions() {
    return compileOptions().targets(Machine.targets(Optional.ofNullable(variant)));
  }

  private LoadOptions jarOptions(Common common, LoadOptions options) {
    if (weights == null && (stripPrefix != null || !ignore.isEmpty())) {
      throw common.misuse("--strip-prefix and --ignore of a jar go with --weights FILE");
    }
    LoadOptions result = weights == null ? options : options.weights(weights);
    result = stripPrefix == null ? result : result.stripPrefix(stripPrefix);
    for (String pattern : ignore) {
      result = result.ignore(pattern);
    }
    return result;
  }
}
