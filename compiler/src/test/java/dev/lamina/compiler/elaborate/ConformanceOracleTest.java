package dev.lamina.compiler.elaborate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.diag.Diagnostics;
import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.GraphEvaluator;
import dev.lamina.compiler.io.TensorFiles;
import dev.lamina.compiler.layer.Shape;
import dev.lamina.compiler.layer.Tensor;
import dev.lamina.compiler.source.Source;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The plain evaluation of graphs agrees with what PyTorch computed for the same models. */
class ConformanceOracleTest {
  private static final double TOLERANCE = 1e-4;

  static List<String> cases() throws IOException, URISyntaxException {
    try (Stream<Path> files = Files.list(directory())) {
      return files
          .map(p -> p.getFileName().toString())
          .filter(n -> n.endsWith(".nn"))
          .map(n -> n.substring(0, n.length() - ".nn".length()))
          .sorted()
          .toList();
    }
  }

  @Test
  void allCasesAreThere() throws IOException, URISyntaxException {
    assertEquals(136, cases().size());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void agrees(String name) throws IOException, URISyntaxException {
    Path file = directory().resolve(name + ".nn");
    Source source = Source.ofFile(file, Files.readString(file));
    Graph graph = Elaborations.graph(source, ElaborationOptions.none(), new Diagnostics());
    Map<String, Tensor> weights = weights(directory().resolve(name + ".weights.safetensors"));
    assertEquals(new TreeSet<>(weights.keySet()), new TreeSet<>(graph.rawParameters().keySet()));
    graph
        .rawParameters()
        .forEach((path, p) -> assertEquals(weights.get(path).shape(), p.shape(), path));

    Map<String, Tensor> io = TensorFiles.read(directory().resolve(name + ".io.safetensors"));
    int batch = io.get("input").shape().size(0);
    GraphEvaluator evaluator = new GraphEvaluator(graph, weights);
    for (int sample = 0; sample < batch; sample++) {
      List<Tensor> outputs = evaluator.evaluate(List.of(sample(io.get("input"), sample)));
      assertClose(sample(io.get("output"), sample), outputs.get(0), largest(io.get("output")));
    }
  }

  private static void assertClose(Tensor expected, Tensor actual, double largest) {
    assertEquals(expected.shape(), actual.shape());
    for (int i = 0; i < expected.data().length; i++) {
      int at = i;
      double difference = Math.abs(expected.data()[i] - actual.data()[i]);
      assertTrue(
          difference <= TOLERANCE * Math.max(1, largest),
          () -> "[" + at + "]: " + actual.data()[at] + ", PyTorch " + expected.data()[at]);
    }
  }

  private static double largest(Tensor tensor) {
    double largest = 0;
    for (float f : tensor.data()) {
      largest = Math.max(largest, Math.abs(f));
    }
    return largest;
  }

  private static Tensor sample(Tensor batched, int index) {
    int[] sizes = batched.shape().sizes();
    Shape shape = Shape.of(Arrays.copyOfRange(sizes, 1, sizes.length));
    int count = (int) shape.elements();
    return new Tensor(
        shape, Arrays.copyOfRange(batched.data(), index * count, (index + 1) * count));
  }

  private static Map<String, Tensor> weights(Path file) {
    return Files.exists(file) ? TensorFiles.read(file) : Map.of();
  }

  private static Path directory() throws URISyntaxException {
    return Path.of(ConformanceOracleTest.class.getResource("/conformance").toURI());
  }
}
