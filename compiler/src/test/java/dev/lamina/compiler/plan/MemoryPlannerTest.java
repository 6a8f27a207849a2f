package dev.lamina.compiler.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.elaborate.Elaborations;
import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.pass.PassOptions;
import dev.lamina.compiler.pass.Passes;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is alive at the same time never overlaps, and what is not may. */
class MemoryPlannerTest {
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void claimsThatMeetDoNotOverlap(long seed) {
    Random random = new Random(seed);
    List<MemoryPlanner.Claim> claims = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      int first = random.nextInt(50);
      int last = Math.min(49, first + random.nextInt(8));
      claims.add(new MemoryPlanner.Claim(i, 1 + random.nextInt(1000), first, last));
    }
    for (int chunk : new int[] {1, 3}) {
      check(claims, MemoryPlanner.place(claims, chunk), chunk);
      check(claims, MemoryPlanner.place(claims, chunk, 5000), chunk);
    }
  }

  @Test
  void twoArraysServeAChain() {
    List<MemoryPlanner.Claim> chain = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      chain.add(new MemoryPlanner.Claim(i, 160, i, i + 1));
    }
    assertEquals(List.of(CacheLines.FIRST + 320), MemoryPlanner.place(chain, 1).sizes());
    assertEquals(List.of(CacheLines.FIRST + 960), MemoryPlanner.place(chain, 3).sizes());
  }

  @Test
  void whatDoesNotFitOneArrayGoesToAnother() {
    List<MemoryPlanner.Claim> claims =
        List.of(new MemoryPlanner.Claim(0, 160, 0, 1), new MemoryPlanner.Claim(1, 160, 0, 1));
    int size = CacheLines.FIRST + 160;
    assertEquals(List.of(size, size), MemoryPlanner.place(claims, 1, 200).sizes());
  }

  @ParameterizedTest
  @EnumSource
  void residualNetworks(Target target) {
    Graph graph =
        Passes.apply(
            Elaborations.graph(
                "input(3, 12, 12) -> conv(8, 3, pad=1) -> repeat(3) { (conv(8, 3, pad=1) -> relu"
                    + " -> conv(8, 3, pad=1) + identity) -> relu } -> maxpool(2) -> flatten"
                    + " -> linear(5)"),
            PassOptions.defaults());
    Lowerings lowerings = Lowerings.of(PlanOptions.defaults());
    Draft draft = new Draft(Unfusing.apply(graph, target, lowerings), target, lowerings);
    NodeLowerer.lower(draft);
    List<MemoryPlanner.Claim> claims = MemoryPlanner.claims(draft);
    assertTrue(claims.size() > 5);
    MemoryPlanner.Memory memory = MemoryPlanner.place(claims, 2);
    check(claims, memory, 2);
    long all = claims.stream().mapToLong(c -> c.floats() * 2).sum();
    assertTrue(memory.sizes().get(0) < all * 0.7, "memory is used again");
  }

  private static void check(
      List<MemoryPlanner.Claim> claims, MemoryPlanner.Memory memory, int chunk) {
    for (MemoryPlanner.Claim a : claims) {
      Operand.Scratch placeA = memory.places().get(a.storage());
      long endA = placeA.offset() + a.floats() * chunk;
      assertTrue(endA <= memory.sizes().get(placeA.array()), a + " fits");
      for (MemoryPlanner.Claim b : claims) {
        Operand.Scratch placeB = memory.places().get(b.storage());
        boolean apart =
            a.equals(b)
                || !meet(a, b)
                || placeA.array() != placeB.array()
                || endA <= placeB.offset()
                || placeB.offset() + b.floats() * chunk <= placeA.offset();
        assertTrue(apart, () -> a + " and " + b + " at " + placeA + " and " + placeB);
      }
    }
  }

  private static boolean meet(MemoryPlanner.Claim a, MemoryPlanner.Claim b) {
    return a.first() <= b.last() && b.first() <= a.last();
  }
}
