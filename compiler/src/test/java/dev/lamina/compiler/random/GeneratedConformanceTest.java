package dev.lamina.compiler.random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.layer.Tensor;
import dev.lamina.compiler.plan.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Generated code of every target agrees with what PyTorch computed for the same models, alone and
 * in a batch. {@code -Dlamina.test.cases=DIRECTORY} takes other cases.
 */
class GeneratedConformanceTest {
  private static final double TOLERANCE = 1e-4;

  static List<Path> cases() throws IOException {
    return ConformanceCase.files();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void agrees(Path file) throws IOException {
    ConformanceCase conformance = ConformanceCase.read(file);
    GeneratedNetwork network = conformance.compile(List.of(Target.values()));
    List<List<Tensor>> inputs = new ArrayList<>(conformance.inputs());
    List<List<Tensor>> expected = new ArrayList<>(conformance.outputs());
    while (inputs.size() < 3) {
      inputs.add(inputs.get(0));
      expected.add(expected.get(0));
    }
    double bound = TOLERANCE * Math.max(1, largest(conformance.outputs()));
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

  private static double largest(List<List<Tensor>> samples) {
    double largest = 0;
    for (List<Tensor> sample : samples) {
      for (float f : sample.get(0).data()) {
        largest = Math.max(largest, Math.abs(f));
      }
    }
    return largest;
  }
}
