package dev.lamina.compiler.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Gives scratch memory to storages: the largest first, each at the lowest offset where nothing lies
 * that is alive at the same time. A storage is alive from the first step that names it to the last.
 */
final class MemoryPlanner {
  private final int maximum;
  private final List<Arena> arrays = new ArrayList<>();
  private final Map<Integer, Operand.Scratch> places = new HashMap<>();

  private MemoryPlanner(int maximum) {
    this.maximum = maximum;
  }

  /**
   * A storage's claim on memory.
   *
   * @param floats of a sample
   */
  record Claim(int storage, long floats, int first, int last) {}

  /** A claim at its place. */
  private record Placed(Claim claim, long offset, long size) {
    long end() {
      return offset + size;
    }
  }

  /** A scratch array: what lies in it, by the steps during which it is alive. */
  private static final class Arena {
    private final Map<Integer, List<Placed>> alive = new HashMap<>();
    private long end;

    void add(Placed placed) {
      for (int step = placed.claim().first(); step <= placed.claim().last(); step++) {
        alive.computeIfAbsent(step, s -> new ArrayList<>()).add(placed);
      }
      end = Math.max(end, placed.end());
    }

    boolean isEmpty() {
      return alive.isEmpty();
    }

    /** The lowest offset that is free while the claim is alive. */
    long offset(Claim claim, long size) {
      Set<Placed> others = new HashSet<>();
      for (int step = claim.first(); step <= claim.last(); step++) {
        others.addAll(alive.getOrDefault(step, List.of()));
      }
      long offset = CacheLines.FIRST;
      for (Placed p : others.stream().sorted(Comparator.comparingLong(Placed::offset)).toList()) {
        if (p.offset() >= offset + size) {
          break;
        }
        offset = Math.max(offset, p.end());
      }
      return offset;
    }
  }

  /**
   * Where everything lies.
   *
   * @param places of each storage
   * @param sizes of the scratch arrays, in floats
   */
  record Memory(Map<Integer, Operand.Scratch> places, List<Integer> sizes) {
    Memory {
      places = Map.copyOf(places);
      sizes = List.copyOf(sizes);
    }
  }

  /** The claims of a draft's storages that are neither inputs nor outputs. */
  static List<Claim> claims(Draft draft) {
    Map<Integer, Claim> claims = new LinkedHashMap<>();
    for (int step = 0; step < draft.steps().size(); step++) {
      for (Reference reference : draft.steps().get(step).arrays()) {
        if (reference instanceof Buffer buffer && !draft.isBound(buffer)) {
          Claim here = new Claim(buffer.storage(), buffer.floats(), step, step);
          claims.merge(
              buffer.storage(),
              here,
              (a, b) -> new Claim(a.storage, Math.max(a.floats, b.floats), a.first, b.last));
        }
      }
    }
    return List.copyOf(claims.values());
  }

  /** Places the claims of a whole chunk of samples. */
  static Memory place(List<Claim> claims, int chunk) {
    return place(claims, chunk, Integer.MAX_VALUE - 64);
  }

  static Memory place(List<Claim> claims, int chunk, int maximum) {
    MemoryPlanner planner = new MemoryPlanner(maximum);
    claims.stream()
        .sorted(Comparator.comparingLong(Claim::floats).reversed())
        .forEach(c -> planner.place(c, CacheLines.whole(c.floats() * chunk)));
    List<Integer> sizes = planner.arrays.stream().map(a -> (int) a.end).toList();
    return new Memory(planner.places, sizes);
  }

  private void place(Claim claim, long size) {
    if (size > maximum) {
      throw new ArithmeticException("a storage of " + size + " floats");
    }
    for (int array = 0; ; array++) {
      if (array == arrays.size()) {
        arrays.add(new Arena());
      }
      Arena arena = arrays.get(array);
      long offset = arena.offset(claim, size);
      if (offset + size <= maximum || arena.isEmpty()) {
        arena.add(new Placed(claim, offset, size));
        places.put(claim.storage(), new Operand.Scratch(array, Math.toIntExact(offset)));
        return;
      }
    }
  }
}
