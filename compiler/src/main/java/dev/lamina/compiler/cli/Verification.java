package dev.lamina.compiler.cli;

import dev.lamina.compiler.CompileOptions;
import dev.lamina.compiler.Lamina;
import dev.lamina.compiler.WeightsType;
import dev.lamina.compiler.diag.CompilationException;
import dev.lamina.compiler.diag.Diagnostic;
import dev.lamina.compiler.diag.Severity;
import dev.lamina.compiler.io.TensorFiles;
import dev.lamina.compiler.layer.Shape;
import dev.lamina.compiler.layer.Tensor;
import dev.lamina.runtime.Descriptor;
import dev.lamina.runtime.LoadOptions;
import dev.lamina.runtime.Network;
import dev.lamina.runtime.Signature;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Compares networks with recorded outputs.
 *
 * @param compile how they are compiled
 * @param type how the jar's weights are stored
 * @param weightsGiven whether the options say which weights are used, for all cases
 * @param load how they are loaded
 * @param tolerance the largest difference, relative to the largest recorded value, at least 1
 * @param batch how many samples to run, the recorded ones over and over
 */
record Verification(
    CompileOptions compile,
    WeightsType type,
    boolean weightsGiven,
    LoadOptions load,
    double tolerance,
    Optional<Integer> batch) {

  /** What became of a case. */
  enum Status {
    OK("ok"),
    FAIL("FAIL"),
    ERROR("error");

    private final String text;

    Status(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /** The status of a case and what there is to say about it. */
  record Outcome(Status status, String text) {}

  /** Runs the case of a {@code .nn} file. */
  Outcome check(Path model) {
    try {
      return compare(model);
    } catch (CompilationException e) {
      return new Outcome(Status.ERROR, firstError(e));
    } catch (RuntimeException e) {
      if (Failures.isMistake(e)) {
        return new Outcome(Status.ERROR, firstLines(e.getMessage()));
      }
      return new Outcome(
          Status.ERROR, "a defect in Lamina: " + e.toString().lines().findFirst().orElse(""));
    }
  }

  /** The first line, and the first of those that belong to it. */
  private static String firstLines(String message) {
    return message
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .limit(2)
        .collect(Collectors.joining(" "));
  }

  private static String firstError(CompilationException e) {
    Diagnostic first =
        e.diagnostics().stream()
            .filter(d -> d.severity() == Severity.ERROR)
            .findFirst()
            .orElseThrow();
    String line = first.span().map(s -> "line " + s.line() + ": ").orElse("");
    return line + firstLines(first.message());
  }

  private Outcome compare(Path model) {
    Path recorded = beside(model, ".io.safetensors");
    if (!Files.exists(recorded)) {
      return new Outcome(Status.ERROR, "there is no " + recorded.getFileName() + " beside it");
    }
    Path weights = beside(model, ".weights.safetensors");
    boolean given = weightsGiven || !Files.exists(weights);
    CompileOptions options = given ? compile : compile.weights(weights);
    Network network = Loading.load(Lamina.compile(model, options), load);
    Map<String, Tensor> tensors = TensorFiles.read(recorded);
    Inputs inputs = inputs(network, recorded, tensors);
    float[][] outputs = inputs.run(network);
    Outcome outcome = compare(network, recorded, tensors, outputs);
    return type == WeightsType.F32
        ? outcome
        : new Outcome(
            outcome.status(), outcome.text() + "; " + reduction(model, options, inputs, outputs));
  }

  /** How far the outputs are from those that float weights give. */
  private String reduction(Path model, CompileOptions options, Inputs inputs, float[][] outputs) {
    CompileOptions exact = options.weightsType(WeightsType.F32);
    Network network = Loading.load(Lamina.compile(model, exact), load);
    float[][] expected = inputs.run(network);
    Difference worst = null;
    for (int i = 0; i < outputs.length; i++) {
      String name = network.signature().outputs().get(i).name();
      Difference difference = Difference.between(name, outputs[i], expected[i], tolerance);
      worst = worst == null || difference.exceeds(worst) ? difference : worst;
    }
    return String.format(
        Locale.ROOT, "%s weights change outputs by up to %.2g", type.id(), worst.value());
  }

  static Path beside(Path model, String end) {
    String name = model.getFileName().toString();
    String stem = name.endsWith(".nn") ? name.substring(0, name.length() - 3) : name;
    return model.resolveSibling(stem + end);
  }

  private Inputs inputs(Network network, Path recorded, Map<String, Tensor> tensors) {
    Map<String, Tensor> given = new HashMap<>();
    List<Descriptor.Tensor> ports = network.signature().inputs();
    for (Descriptor.Tensor port : ports) {
      given.put(port.name(), find(recorded, tensors, port, ports.size() == 1 ? "input" : null));
    }
    Inputs once = Inputs.of(network.signature(), given);
    if (batch.isEmpty()) {
      return once;
    }
    requireFits(network, batch.get());
    float[][] arrays = new float[ports.size()][];
    for (int i = 0; i < arrays.length; i++) {
      arrays[i] = repeated(once.arrays()[i], ports.get(i).size(), batch.get());
    }
    return new Inputs(arrays, batch.get(), true);
  }

  /** Refuses a batch whose inputs or outputs no array holds. */
  static void requireFits(Network network, int batch) {
    Signature signature = network.signature();
    int largest =
        Stream.concat(signature.inputs().stream(), signature.outputs().stream())
            .mapToInt(Descriptor.Tensor::size)
            .max()
            .orElse(1);
    int most = (Integer.MAX_VALUE - 8) / largest;
    if (batch > most) {
      throw new UserException(
          String.format(
              Locale.ROOT,
              "--batch %d: a sample has up to %d floats, of which an array holds at most %d"
                  + " samples",
              batch,
              largest,
              most));
    }
  }

  private static float[] repeated(float[] values, int size, int samples) {
    float[] result = new float[Math.multiplyExact(size, samples)];
    for (int i = 0; i < result.length; i++) {
      result[i] = values[i % values.length];
    }
    return result;
  }

  private static Tensor find(
      Path recorded, Map<String, Tensor> tensors, Descriptor.Tensor port, String otherwise) {
    Tensor tensor = tensors.getOrDefault(port.name(), tensors.get(otherwise));
    if (tensor == null) {
      throw new UserException(
          recorded.getFileName()
              + " has no tensor "
              + port.name()
              + "; it has "
              + String.join(", ", tensors.keySet()));
    }
    return tensor;
  }

  private Outcome compare(
      Network network, Path recorded, Map<String, Tensor> tensors, float[][] outputs) {
    List<Descriptor.Tensor> ports = network.signature().outputs();
    Difference worst = null;
    for (int i = 0; i < outputs.length; i++) {
      Descriptor.Tensor port = ports.get(i);
      Tensor expected = find(recorded, tensors, port, ports.size() == 1 ? "output" : null);
      requireSamples(port, expected);
      Difference difference =
          Difference.between(port.name(), outputs[i], expected.data(), tolerance);
      worst = worst == null || difference.exceeds(worst) ? difference : worst;
    }
    return new Outcome(worst.isWithin() ? Status.OK : Status.FAIL, worst.toString());
  }

  private static void requireSamples(Descriptor.Tensor port, Tensor expected) {
    if (expected.data().length == 0 || expected.data().length % port.size() != 0) {
      throw new UserException(
          String.format(
              Locale.ROOT,
              "the output %s is %s, but the recorded one is %s",
              port.name(),
              Shape.of(port.shape()),
              expected.shape()));
    }
  }
}
