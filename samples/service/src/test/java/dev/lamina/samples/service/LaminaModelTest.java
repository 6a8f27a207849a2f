package dev.lamina.samples.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lamina.runtime.LoadOptions;
import dev.lamina.runtime.Network;
import dev.lamina.runtime.WeightsException;
import dev.lamina.samples.LeNet;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Weights that are replaced. */
class LaminaModelTest {
  private final List<WeakReference<Network>> loaded = new ArrayList<>();

  @Test
  void replacedWeightsAreGarbageAndBadOnesAreNotTaken(@TempDir Path folder) throws Exception {
    Path weights = folder.resolve("lenet.safetensors");
    Files.copy(Digits.WEIGHTS, weights);
    LaminaModel model = new LaminaModel(this::load, Optional.of(weights));
    float[] before = scores(model);
    Digits.writeOtherWeights(weights);
    model.reload();
    float[] after = scores(model);
    assertEquals(before[1] - before[0] + 100, after[1] - after[0], 1e-3f);
    assertIsCollected(loaded.get(0));

    Files.writeString(weights, "no weights");
    assertThrows(WeightsException.class, model::reload);
    assertEquals(after[0], scores(model)[0]);
  }

  @Test
  void theWeightsOfTheJarDoNotChange() {
    LaminaModel model = new LaminaModel(this::load, Optional.empty());
    assertThrows(UnsupportedOperationException.class, model::reload);
  }

  private Network load(LoadOptions options) {
    Network network = LeNet.load(options.warmUp(false));
    loaded.add(new WeakReference<>(network));
    return network;
  }

  private static float[] scores(Model model) throws IOException {
    float[] scores = new float[model.outputSize()];
    model.forward(Digits.pixels(3), scores);
    return scores;
  }

  private static void assertIsCollected(WeakReference<?> reference) throws InterruptedException {
    for (int i = 0; i < 100 && reference.get() != null; i++) {
      System.gc();
      Thread.sleep(20);
    }
    assertNull(reference.get());
  }
}
