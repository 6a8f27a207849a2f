package dev.lamina.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The libtorch that sample networks are compared with computes what PyTorch computed. */
class LibtorchConformanceTest {
  private static final double TOLERANCE = 1e-4;

  @TempDir Path directory;

  static List<String> cases() throws IOException {
    return ConformanceCase.cases();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void libtorch(String name) throws IOException {
    ConformanceCase c = ConformanceCase.read(name, directory);
    try (Libtorch module = c.sample().libtorch(Libtorch.Mode.EAGER, 1)) {
      List<float[]> outputs = module.evaluate(List.of(c.input()), c.batch());
      assertEquals(1, outputs.size());
      Comparison.assertClose(c.output(), outputs.get(0), TOLERANCE, "libtorch");
    }
  }
}
