package dev.lamina.peers;

import dev.lamina.compiler.CompileOptions;
import dev.lamina.compiler.CompiledNetwork;
import dev.lamina.compiler.Lamina;
import dev.lamina.compiler.diag.Diagnostics;
import dev.lamina.compiler.elaborate.ElaborationOptions;
import dev.lamina.compiler.elaborate.Elaborator;
import dev.lamina.compiler.export.OnnxExporter;
import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.layer.Shape;
import dev.lamina.compiler.source.Source;
import dev.lamina.compiler.syntax.Model;
import dev.lamina.compiler.syntax.Parser;
import dev.lamina.runtime.LoadOptions;
import dev.lamina.runtime.Network;
import dev.lamina.runtime.TensorInfo;
import dev.lamina.runtime.TensorSource;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A network of the samples with weights in a file, in every form that is compared.
 *
 * @param file its source
 * @param graph it, as elaborated
 * @param weights its weights
 */
record Sample(Path file, Graph graph, Path weights) {
  private static final Shape CARD = Shape.of(3, 32, 32);

  /** The sample of that name with {@link RandomisedWeights}, written into {@code directory}. */
  static Sample randomised(Path models, String name, Path directory) throws IOException {
    Sample sample = of(models, name, directory.resolve(name + ".safetensors"));
    RandomisedWeights.write(sample.graph, 1, sample.weights);
    return sample;
  }

  /** The sample of that name with the weights of a file. */
  static Sample of(Path models, String name, Path weights) throws IOException {
    Path file = models.resolve(name + ".nn");
    ElaborationOptions options = ElaborationOptions.none();
    if (name.equals("card")) {
      options =
          options.withInputShape(CARD).withWeights(shapes(models.resolve("card.safetensors")));
    }
    return new Sample(file, graph(file, options), weights);
  }

  private static Graph graph(Path file, ElaborationOptions options) throws IOException {
    Diagnostics log = new Diagnostics();
    Model model = Parser.parse(Source.ofFile(file, Files.readString(file)), log);
    log.throwIfErrors();
    return Elaborator.elaborate(model, options, log);
  }

  private static Function<String, Optional<Shape>> shapes(Path weights) {
    try (TensorSource source = TensorSource.open(weights)) {
      Map<String, Shape> shapes =
          source.tensors().stream().collect(Collectors.toMap(TensorInfo::name, Sample::shape));
      return name -> Optional.ofNullable(shapes.get(name));
    }
  }

  private static Shape shape(TensorInfo tensor) {
    return Shape.of(tensor.shape().stream().mapToInt(Math::toIntExact).toArray());
  }

  /** The network compiled. */
  CompiledNetwork compiled() {
    CompileOptions options = CompileOptions.defaults().weights(weights);
    return Lamina.compile(file, file.endsWith("card.nn") ? options.shape(CARD.sizes()) : options);
  }

  /** The network loaded; the best variant where none is asked for. */
  Network network(Optional<String> variant, int threads) {
    LoadOptions options = LoadOptions.defaults().threads(threads);
    return compiled().load(variant.map(options::variant).orElse(options));
  }

  /** The network in libtorch. */
  Libtorch libtorch(Libtorch.Mode mode, int threads) {
    try (TensorSource source = tensors()) {
      return new Libtorch(graph, source, mode, threads);
    }
  }

  /** The network in ONNX Runtime, by way of a file in {@code directory}. */
  OnnxRuntime onnxRuntime(Path directory, int batch, int threads) throws IOException {
    Path onnx = directory.resolve(file.getFileName() + ".onnx");
    try (TensorSource source = tensors();
        OutputStream out = new BufferedOutputStream(Files.newOutputStream(onnx))) {
      Map<String, TensorInfo> tensors =
          source.tensors().stream().collect(Collectors.toMap(TensorInfo::name, t -> t));
      OnnxExporter.export(graph, source, tensors, out);
    }
    try {
      return new OnnxRuntime(graph, onnx, batch, threads);
    } finally {
      Files.delete(onnx);
    }
  }

  private TensorSource tensors() {
    return TensorSource.open(weights);
  }

  /**
   * An input for the first input: a wave and some noise on each channel, since the mean over a
   * plane of nothing but noise is the same for any.
   */
  float[] input(long seed) {
    Shape shape = graph.node(graph.inputs().get(0)).shape();
    SplittableRandom random = new SplittableRandom(seed);
    float[] input = new float[(int) shape.elements()];
    int columns = shape.size(-1);
    int plane = shape.rank() == 1 ? input.length : (int) shape.elements(1, shape.rank());
    for (int start = 0; start < input.length; start += plane) {
      double level = random.nextGaussian();
      double phase = random.nextDouble() * 6;
      double across = random.nextDouble() * 20 / columns;
      double down = random.nextDouble() * 20 * columns / plane;
      for (int i = 0; i < plane; i++) {
        int row = i / columns;
        double wave = Math.sin(phase + across * (i - row * columns) + down * row);
        input[start + i] = (float) (level + wave + random.nextGaussian() * 0.3);
      }
    }
    return input;
  }

  /** An array for the first output. */
  float[] output() {
    return new float[(int) graph.node(graph.outputs().get(0).node()).shape().elements()];
  }

  /** The elements of all parameters without buffers. */
  long parameterCount() {
    return graph.rawParameters().entrySet().stream()
        .filter(e -> !e.getKey().contains(".running_"))
        .mapToLong(
            e ->
                Arrays.stream(e.getValue().shape().sizes())
                    .asLongStream()
                    .reduce(1, (a, b) -> a * b))
        .sum();
  }
}
