package dev.lamina.compiler.random;

import dev.lamina.compiler.diag.Diagnostics;
import dev.lamina.compiler.elaborate.ElaborationOptions;
import dev.lamina.compiler.elaborate.Elaborations;
import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.io.TensorFiles;
import dev.lamina.compiler.layer.Shape;
import dev.lamina.compiler.layer.Tensor;
import dev.lamina.compiler.pass.PassOptions;
import dev.lamina.compiler.pass.Passes;
import dev.lamina.compiler.plan.Target;
import dev.lamina.compiler.source.Source;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A model, its weights, and what PyTorch computes for some samples.
 *
 * @param inputs for each sample the inputs
 * @param outputs for each sample PyTorch's outputs
 */
record ConformanceCase(
    Graph graph,
    Map<String, Tensor> weights,
    List<List<Tensor>> inputs,
    List<List<Tensor>> outputs) {

  /** The models of all cases; {@code -Dlamina.test.cases=DIRECTORY} takes others. */
  static List<Path> files() throws IOException {
    String other = System.getProperty("lamina.test.cases");
    try (Stream<Path> files = Files.list(other == null ? recorded() : Path.of(other))) {
      return files.filter(p -> p.toString().endsWith(".nn")).sorted().toList();
    }
  }

  private static Path recorded() {
    try {
      return Path.of(ConformanceCase.class.getResource("/conformance").toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  static ConformanceCase read(Path file) throws IOException {
    Source source = Source.ofFile(file, Files.readString(file));
    Graph graph = Elaborations.graph(source, ElaborationOptions.none(), new Diagnostics());
    Path weightsFile = beside(file, ".weights.safetensors");
    Map<String, Tensor> weights =
        Files.exists(weightsFile) ? TensorFiles.read(weightsFile) : Map.of();
    Map<String, Tensor> io = TensorFiles.read(beside(file, ".io.safetensors"));
    return new ConformanceCase(graph, weights, samples(io.get("input")), samples(io.get("output")));
  }

  GeneratedNetwork compile(List<Target> targets) throws IOException {
    Graph optimised = Passes.apply(graph, PassOptions.defaults());
    return GeneratedNetwork.of(graph, optimised, targets, weights);
  }

  private static List<List<Tensor>> samples(Tensor batched) {
    int[] sizes = batched.shape().sizes();
    Shape shape = Shape.of(Arrays.copyOfRange(sizes, 1, sizes.length));
    int count = (int) shape.elements();
    List<List<Tensor>> samples = new ArrayList<>();
    for (int s = 0; s < sizes[0]; s++) {
      float[] data = Arrays.copyOfRange(batched.data(), s * count, (s + 1) * count);
      samples.add(List.of(new Tensor(shape, data)));
    }
    return samples;
  }

  private static Path beside(Path file, String suffix) {
    return Path.of(file.toString().replaceAll("\\.nn$", suffix));
  }
}
