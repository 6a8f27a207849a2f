package dev.lamina.compiler.random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.diag.Diagnostics;
import dev.lamina.compiler.elaborate.ElaborationOptions;
import dev.lamina.compiler.elaborate.Elaborations;
import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.layer.Shape;
import dev.lamina.compiler.layer.Tensor;
import dev.lamina.compiler.pass.PassOptions;
import dev.lamina.compiler.pass.Passes;
import dev.lamina.compiler.plan.Target;
import dev.lamina.compiler.source.Source;
import dev.lamina.runtime.SafeTensors;
import dev.lamina.runtime.TensorInfo;
import dev.lamina.runtime.TensorSource;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Generated code of every target agrees with what PyTorch computed for the same models, alone and
 * in a batch. {@code -Dlamina.test.cases=DIRECTORY} takes other cases.
 */
class GeneratedConformanceTest {
  private static final double TOLERANCE = 1e-4;

  static List<Path> cases() throws IOException, URISyntaxException {
    String other = System.getProperty("lamina.test.cases");
    Path directory =
        other == null
            ? Path.of(GeneratedConformanceTest.class.getResource("/conformance").toURI())
            : Path.of(other);
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(p -> p.toString().endsWith(".nn")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void agrees(Path file) throws IOException {
    Source source = Source.ofFile(file, Files.readString(file));
    Graph graph = Elaborations.graph(source, ElaborationOptions.none(), new Diagnostics());
    Path weightsFile = beside(file, ".weights.safetensors");
    Map<String, Tensor> weights = Files.exists(weightsFile) ? tensors(weightsFile) : Map.of();
    Map<String, Tensor> io = tensors(beside(file, ".io.safetensors"));
    GeneratedNetwork network =
        GeneratedNetwork.of(
            graph, Passes.apply(graph, PassOptions.defaults()), List.of(Target.values()), weights);
    List<List<Tensor>> inputs = samples(io.get("input"));
    List<List<Tensor>> expected = samples(io.get("output"));
    while (inputs.size() < 3) {
      inputs.add(inputs.get(0));
      expected.add(expected.get(0));
    }
    double bound = TOLERANCE * Math.max(1, largest(io.get("output")));
    for (Target target : Target.values()) {
      var loaded = network.load(target, 1);
      compare(expected.subList(0, 1), network.run(loaded, inputs.subList(0, 1)), bound, target);
      compare(expected, network.run(loaded, inputs), bound, target);
    }
  }

  private static void compare(
      List<List<Tensor>> expected, List<List<Tensor>> actual, double bound, Target target) {
    for (int s = 0; s < expected.size(); s++) {
      Tensor e = expected.get(s).get(0);
      Tensor a = actual.get(s).get(0);
      assertEquals(e.shape(), a.shape());
      for (int i = 0; i < e.data().length; i++) {
        String where = target.id() + ", sample " + s + " [" + i + "]: ";
        float difference = Math.abs(e.data()[i] - a.data()[i]);
        assertTrue(
            difference <= bound, () -> where + difference + " from PyTorch, more than " + bound);
      }
    }
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

  private static double largest(Tensor tensor) {
    double largest = 0;
    for (float f : tensor.data()) {
      largest = Math.max(largest, Math.abs(f));
    }
    return largest;
  }

  private static Path beside(Path file, String suffix) {
    return Path.of(file.toString().replaceAll("\\.nn$", suffix));
  }

  private static Map<String, Tensor> tensors(Path file) {
    Map<String, Tensor> tensors = new HashMap<>();
    try (TensorSource source = SafeTensors.open(file)) {
      for (TensorInfo info : source.tensors()) {
        Shape shape = Shape.of(info.shape().stream().map(Math::toIntExact).toList());
        tensors.put(info.name(), new Tensor(shape, source.floats(info)));
      }
    }
    return tensors;
  }
}
