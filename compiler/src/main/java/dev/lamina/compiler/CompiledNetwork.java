package dev.lamina.compiler;

import dev.lamina.compiler.diag.CompilationException;
import dev.lamina.compiler.diag.Diagnostic;
import dev.lamina.compiler.diag.Severity;
import dev.lamina.compiler.emit.EmitOptions;
import dev.lamina.compiler.emit.Emitter;
import dev.lamina.compiler.emit.NetworkSource;
import dev.lamina.compiler.export.OnnxExporter;
import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.GraphPrinter;
import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.jar.Bundle;
import dev.lamina.compiler.jar.FileSink;
import dev.lamina.compiler.jar.JarWriter;
import dev.lamina.compiler.jar.MemoryLoader;
import dev.lamina.compiler.jar.RawWeights;
import dev.lamina.compiler.plan.Plan;
import dev.lamina.compiler.plan.PlanOptions;
import dev.lamina.compiler.plan.Planner;
import dev.lamina.compiler.plan.Target;
import dev.lamina.runtime.LoadOptions;
import dev.lamina.runtime.Network;
import dev.lamina.runtime.TensorSource;
import dev.lamina.runtime.WeightsException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** A network that was found right: to be loaded at once or written as a jar. Immutable. */
public final class CompiledNetwork {
  /** Weights are, to write them: for the checksums that stand before them, and to copy them. */
  private static final int TIMES_READ = 2;

  private final Graph graph;
  private final Graph optimised;
  private final CompileOptions options;
  private final WeightsInput weights;
  private final Reduction reduction;
  private final List<Diagnostic> warnings;

  CompiledNetwork(
      Graph graph,
      Graph optimised,
      CompileOptions options,
      WeightsInput weights,
      Reduction reduction,
      List<Diagnostic> warnings) {
    this.graph = graph;
    this.optimised = optimised;
    this.options = options;
    this.weights = weights;
    this.reduction = reduction;
    this.warnings = List.copyOf(warnings);
  }

  /** The binary name of the generated class, such as {@code nn.lenet.Lenet}. */
  public String className() {
    return graph.className();
  }

  /** What the compiler warned of. */
  public List<Diagnostic> warnings() {
    return warnings;
  }

  /** The files that its weights were read from. */
  public List<Path> weightsFiles() {
    return weights instanceof WeightsInput.File file ? file.files() : List.of();
  }

  /** Whether the network can be loaded without a weights file. */
  public boolean hasWeights() {
    return !(weights instanceof WeightsInput.None) || graph.rawParameters().isEmpty();
  }

  /**
   * Loads the class in memory, with the weights it was compiled with.
   *
   * @throws WeightsException if there are none
   */
  public Network load() {
    return load(LoadOptions.defaults());
  }

  /**
   * Loads the class in memory with the weights of that file.
   *
   * @throws WeightsException if they cannot be read or do not fit
   */
  public Network load(Path weights) {
    return load(LoadOptions.defaults().weights(weights));
  }

  /**
   * Loads the class in memory.
   *
   * @throws WeightsException if the weights cannot be read or do not fit
   * @throws IllegalArgumentException if the options ask for what is not there
   */
  public Network load(LoadOptions load) {
    Objects.requireNonNull(load, "the options are null");
    return network(loader(load, false), complete(load));
  }

  /**
   * Loads the class in memory with code that takes the time of its steps; a little slower, and for
   * one thread. Without warm-up, whatever the options say.
   *
   * @throws WeightsException if the weights cannot be read or do not fit
   * @throws IllegalArgumentException if the options ask for what is not there
   */
  public TimedNetwork loadTimed(LoadOptions load) {
    Objects.requireNonNull(load, "the options are null");
    MemoryLoader loader = loader(load, true);
    return new TimedNetwork(network(loader, complete(load).warmUp(false)), loader);
  }

  /** With the file that the weights come from, unless the class holds them as they are wanted. */
  private LoadOptions complete(LoadOptions load) {
    return load.weights().isEmpty()
            && !reduction.reduces()
            && weights instanceof WeightsInput.File f
        ? f.in(load)
        : load;
  }

  /** The classes, with the weights if they come from nowhere else. */
  private MemoryLoader loader(LoadOptions load, boolean timed) {
    try {
      MemoryLoader[] loader = new MemoryLoader[1];
      BundleUse use = b -> loader[0] = new MemoryLoader(b, Network.class.getClassLoader());
      if (complete(load).weights().isPresent()) {
        use.accept(bundle(Optional.empty(), false, timed));
      } else {
        withBundle(false, timed, CompileProgress.NONE, use);
      }
      return loader[0];
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Network network(MemoryLoader loader, LoadOptions load) {
    try {
      return (Network)
          loader.networkClass().getMethod("load", LoadOptions.class).invoke(null, load);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw new IllegalStateException(e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Writes a jar with the classes and the weights, if there are any. The same source, options and
   * weights give the same bytes.
   *
   * @throws IOException if it cannot be written; what was there before stays
   */
  public void writeJar(Path jar) throws IOException {
    writeJar(jar, CompileProgress.NONE);
  }

  /**
   * Writes a jar as {@link #writeJar(Path)} does, and tells how far it has come.
   *
   * @throws IOException if it cannot be written; what was there before stays
   */
  public void writeJar(Path jar, CompileProgress progress) throws IOException {
    Objects.requireNonNull(jar, "the jar's path is null");
    Objects.requireNonNull(progress, "the progress is null");
    JarWriter.requireTarget(jar);
    withBundle(options.standalone(), false, progress, bundle -> JarWriter.write(bundle, jar));
  }

  /**
   * Writes what a build needs that compiles Java itself: the source of the network's class, {@code
   * com/acme/LeNet.java}, then the class files of its variants, the descriptor and the weights, if
   * there are any. The first belongs among the sources, the others into the classes.
   *
   * @param interfaces what else the class is to implement, by canonical name
   */
  public void writeFiles(FileSink sink, String... interfaces) throws IOException {
    Objects.requireNonNull(sink, "the sink is null");
    String source = NetworkSource.of(graph, fileName(), hasWeights(), List.of(interfaces));
    try (OutputStream out = sink.open(className().replace('.', '/') + ".java")) {
      out.write(source.getBytes(StandardCharsets.US_ASCII));
    }
    withBundle(
        false,
        false,
        CompileProgress.NONE,
        bundle -> bundle.without("module-info", className()).writeTo(sink));
  }

  private String fileName() {
    return graph.source().path().map(p -> p.getFileName().toString()).orElse(graph.source().name());
  }

  /** What is done with a bundle while its weights are open. */
  private interface BundleUse {
    void accept(Bundle bundle) throws IOException;
  }

  private void withBundle(
      boolean standalone, boolean timed, CompileProgress progress, BundleUse use)
      throws IOException {
    if (weights instanceof WeightsInput.File file) {
      try (TensorSource tensors = new ObservedTensors(file.open(), progress, TIMES_READ)) {
        RawWeights raw = reduction.raw(tensors, file.match(tensors, graph));
        use.accept(bundle(Optional.of(raw), standalone, timed));
      }
    } else if (weights instanceof WeightsInput.Random random) {
      RandomTensors tensors = new RandomTensors(graph.rawParameters(), random.seed());
      TensorSource observed = new ObservedTensors(tensors, progress, TIMES_READ);
      RawWeights raw = reduction.raw(observed, tensors.byName());
      use.accept(bundle(Optional.of(raw), standalone, timed));
    } else {
      use.accept(bundle(Optional.empty(), standalone, timed));
    }
  }

  /**
   * Writes the network and its weights as an ONNX model, as the source has it: no pass changes it.
   * The stream is left open.
   *
   * @throws CompilationException if a layer cannot be expressed, before anything is written
   * @throws WeightsException if there are no weights, or they do not fit
   */
  public void writeOnnx(OutputStream out) throws IOException {
    Objects.requireNonNull(out, "the stream is null");
    if (weights instanceof WeightsInput.File file) {
      try (TensorSource tensors = file.open()) {
        OnnxExporter.export(graph, tensors, file.match(tensors, graph), out);
      }
    } else if (weights instanceof WeightsInput.Random random) {
      RandomTensors tensors = new RandomTensors(graph.rawParameters(), random.seed());
      OnnxExporter.export(graph, tensors, tensors.byName(), out);
    } else if (graph.rawParameters().isEmpty()) {
      OnnxExporter.export(graph, new RandomTensors(Map.of(), 0), Map.of(), out);
    } else {
      throw new WeightsException(
          "an ONNX model holds its weights, but " + graph.source() + " was compiled without any");
    }
  }

  private Bundle bundle(Optional<RawWeights> raw, boolean standalone, boolean timed) {
    boolean loadsAlone = raw.isPresent() || graph.rawParameters().isEmpty();
    EmitOptions emit = new EmitOptions(loadsAlone, options.optionalVectorModule(), standalone);
    Emitter.Emission emission = Emitter.emit(graph, plans(), timed ? emit.withTimes() : emit);
    return Bundle.of(graph, emission, Lamina.version(), raw, reduction.scales(graph));
  }

  private List<Plan> plans() {
    return options.targets().parallelStream().map(this::plan).toList();
  }

  private Plan plan(Target target) {
    Objects.requireNonNull(target, "the target is null");
    try {
      return Planner.plan(optimised, target, PlanOptions.defaults().exact(options.exact()));
    } catch (ArithmeticException e) {
      throw tooLarge(optimised, target);
    }
  }

  private static CompilationException tooLarge(Graph graph, Target target) {
    Node largest =
        graph.nodes().stream()
            .max(Comparator.comparingLong(n -> n.shape().elements()))
            .orElseThrow();
    String message =
        String.format(
            Locale.ROOT,
            "the code for %s lays tensors out with more elements than an array holds, padding"
                + " included; the largest is %s, %,d elements",
            target.id(),
            largest.shape(),
            largest.shape().elements());
    Diagnostic error =
        new Diagnostic(Severity.ERROR, Optional.of(largest.span()), message, List.of(), List.of());
    return new CompilationException(List.of(error));
  }

  /** What the network is made of and what became of it on a target. */
  public Explanation explain(Target target) {
    return Explanation.of(graph, plan(target));
  }

  /** Which algorithm computes each layer on a target, and what that is expected to take. */
  public PlanExplanation explainPlan(Target target) {
    return PlanExplanation.of(plan(target));
  }

  /** The graph of layers after the passes, as text. */
  public String graphText() {
    return GraphPrinter.print(optimised);
  }

  /** The kernels of a target and the steps that call them, as text. */
  public String loopsText(Target target) {
    return PlanText.of(plan(target));
  }

  /** The bytecode made for a target, as text. */
  public String assemblyText(Target target) {
    EmitOptions emit = new EmitOptions(hasWeights(), options.optionalVectorModule(), false);
    return PlanText.assembly(Emitter.emit(graph, List.of(plan(target)), emit));
  }

  /** The class and the file it comes from. */
  @Override
  public String toString() {
    return className() + " from " + graph.source();
  }
}
