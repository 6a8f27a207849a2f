package dev.lamina.compiler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.runtime.LoadOptions;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told while weights are read. */
class ObservedTensorsTest {
  private static final String NETWORK = "input(3) -> linear(4) -> relu -> linear(2)";
  private static final long BYTES = Float.BYTES * (3 * 4 + 4 + 4 * 2 + 2);

  private final List<Long> told = new ArrayList<>();

  @Test
  void loadingTellsHowMuchWasRead(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("weights.safetensors");
    CompiledNetwork random = Lamina.compile(NETWORK, CompileOptions.defaults().randomWeights(1));
    random.writeFiles(
        name ->
            name.endsWith(".safetensors")
                ? Files.newOutputStream(file)
                : OutputStream.nullOutputStream());
    float[] input = {1, 2, 3};

    float[] inJar = random.load(observed()).forward(input);
    assertToldAll();
    float[] inFile = Lamina.compile(NETWORK).load(observed().weights(file)).forward(input);
    assertToldAll();
    assertEquals(inJar[0], inFile[0]);
  }

  private LoadOptions observed() {
    return LoadOptions.defaults().reader(weights -> new ObservedTensors(weights, this::tell));
  }

  private void tell(long done, long all) {
    assertEquals(BYTES, all);
    told.add(done);
  }

  private void assertToldAll() {
    assertTrue(told.size() > 1);
    assertEquals(told.stream().sorted().toList(), told);
    assertEquals(BYTES, told.get(told.size() - 1));
    told.clear();
  }
}
