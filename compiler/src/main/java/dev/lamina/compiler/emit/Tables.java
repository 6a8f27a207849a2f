package dev.lamina.compiler.emit;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The tables of constants of a program; equal ones are one. */
final class Tables {
  private final Map<List<Integer>, Integer> indices = new LinkedHashMap<>();

  int indexOf(List<Integer> values) {
    return indices.computeIfAbsent(values, v -> indices.size());
  }

  List<int[]> toList() {
    return indices.keySet().stream()
        .map(values -> values.stream().mapToInt(Integer::intValue).toArray())
        .toList();
  }
}
