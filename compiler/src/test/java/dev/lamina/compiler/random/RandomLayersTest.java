package dev.lamina.compiler.random;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lamina.compiler.layer.LayerType;
import dev.lamina.compiler.layer.Layers;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class RandomLayersTest {
  @Test
  void everyLayerHasRandomUses() {
    Set<String> used =
        RandomLayers.ALL.stream().map(RandomLayers.Use::name).collect(Collectors.toSet());
    assertEquals(
        List.of(),
        Layers.ALL.stream()
            .map(LayerType::names)
            .filter(n -> n.stream().noneMatch(used::contains))
            .toList());
  }
}
