package dev.lamina.compiler.plan;

import java.util.ArrayList;
import java.util.List;

/**
 * Where packed weights lie: each in an array of its own; or all in one, each from a line of a cache
 * on, where the second-level cache holds them and the first does not. What is read from there once
 * a call takes up to 1.2 times as long if vectors lie across lines. The loader makes that one array
 * large enough for HotSpot to put it at the beginning of a region.
 *
 * @param places of each
 * @param sizes of the arrays, in floats
 */
record WeightMemory(List<Operand.Packed> places, List<Integer> sizes) {
  /** Floats of a cache of the first level: 32 kB. */
  private static final int FIRST_LEVEL = 1 << 13;

  /** Floats of a cache of the second level: 1 MB. */
  private static final int SECOND_LEVEL = 1 << 18;

  WeightMemory {
    places = List.copyOf(places);
    sizes = List.copyOf(sizes);
  }

  static WeightMemory of(List<Draft.PackedWeight> weights, Target target) {
    List<Integer> sizes = weights.stream().map(w -> w.packing().size()).toList();
    long floats = sizes.stream().mapToLong(Integer::longValue).sum();
    return target.vectorApi() && floats > FIRST_LEVEL && floats <= SECOND_LEVEL
        ? together(sizes)
        : apart(sizes);
  }

  private static WeightMemory apart(List<Integer> sizes) {
    List<Operand.Packed> places = new ArrayList<>();
    for (int size : sizes) {
      places.add(new Operand.Packed(places.size(), 0, size));
    }
    return new WeightMemory(places, sizes);
  }

  private static WeightMemory together(List<Integer> sizes) {
    List<Operand.Packed> places = new ArrayList<>();
    int end = CacheLines.FIRST;
    for (int size : sizes) {
      places.add(new Operand.Packed(0, end, size));
      end += CacheLines.whole(size);
    }
    return new WeightMemory(places, List.of(end));
  }
}
