package dev.lamina.compiler.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lamina.compiler.graph.Weight;
import dev.lamina.compiler.layer.Shape;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class WeightMemoryTest {
  @Test
  void putsTheWeightsOfASmallNetworkIntoOneArrayEachFromALineOn() {
    WeightMemory memory = WeightMemory.of(weights(8192, 10, 16), Target.SIMD512);

    assertEquals(
        List.of(
            new Operand.Packed(0, 12, 8192),
            new Operand.Packed(0, 12 + 8192, 10),
            new Operand.Packed(0, 12 + 8192 + 16, 16)),
        memory.places());
    assertEquals(List.of(12 + 8192 + 16 + 16), memory.sizes());
  }

  @Test
  void givesTinyNetworksLargeOnesAndScalarCodeAnArrayEach() {
    assertApart(weights(8000, 10), Target.SIMD512);
    assertApart(weights(1 << 18, 10), Target.SIMD256);
    assertApart(weights(8192, 10), Target.SCALAR);
  }

  private static void assertApart(List<Draft.PackedWeight> weights, Target target) {
    WeightMemory memory = WeightMemory.of(weights, target);
    List<Integer> sizes = weights.stream().map(w -> w.packing().size()).toList();

    assertEquals(sizes, memory.sizes());
    assertEquals(
        List.of(new Operand.Packed(0, 0, sizes.get(0)), new Operand.Packed(1, 0, sizes.get(1))),
        memory.places());
  }

  private static List<Draft.PackedWeight> weights(int... sizes) {
    return Arrays.stream(sizes)
        .mapToObj(Shape::of)
        .map(s -> new Draft.PackedWeight(new Weight.Constant(s, List.of()), Packing.rowMajor(s)))
        .toList();
  }
}
