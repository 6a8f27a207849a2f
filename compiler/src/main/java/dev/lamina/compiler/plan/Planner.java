package dev.lamina.compiler.plan;

import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.source.Span;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/** Schedules a graph for a target. The same graph, target and options give the same plan. */
public final class Planner {
  /** Counts are rounded up to whole units and tiles, in ints. */
  private static final int LARGEST = Integer.MAX_VALUE - (1 << 16);

  private Planner() {}

  /**
   * The plan of a graph, as the passes left it.
   *
   * @throws ArithmeticException if a tensor has too many elements to be laid out
   */
  public static Plan plan(Graph optimised, Target target, PlanOptions options) {
    if (optimised.nodes().stream().anyMatch(n -> n.shape().elements() > LARGEST)) {
      throw new ArithmeticException("a tensor has more than " + LARGEST + " elements");
    }
    Lowerings lowerings = Lowerings.of(options);
    Graph graph = Unfusing.apply(optimised, target, lowerings);
    Draft draft = new Draft(graph, target, lowerings);
    NodeLowerer.lower(draft);
    List<MemoryPlanner.Claim> claims = MemoryPlanner.claims(draft);
    int chunk = chunk(claims, options);
    MemoryPlanner.Memory memory = MemoryPlanner.place(claims, chunk);
    WeightMemory weights = WeightMemory.of(draft.packedWeights(), target);
    return new Plan(
        graph,
        target,
        resolve(draft, memory, weights),
        LoadProgramBuilder.build(draft.packedWeights(), weights),
        scratch(memory, draft),
        chunk);
  }

  /** The scratch arrays: those of the buffers, then the rows that all steps share. */
  private static List<Integer> scratch(MemoryPlanner.Memory memory, Draft draft) {
    List<Reference.Rows> rows =
        draft.steps().stream()
            .flatMap(s -> s.arrays().stream())
            .filter(Reference.Rows.class::isInstance)
            .map(Reference.Rows.class::cast)
            .toList();
    int count = rows.stream().mapToInt(Reference.Rows::count).max().orElse(0);
    int floats = rows.stream().mapToInt(Reference.Rows::floats).max().orElse(0);
    return Stream.concat(memory.sizes().stream(), Collections.nCopies(count, floats).stream())
        .toList();
  }

  /** As many samples as fit into the scratch memory that is allowed. */
  private static int chunk(List<MemoryPlanner.Claim> claims, PlanOptions options) {
    long floats =
        MemoryPlanner.place(claims, 1).sizes().stream().mapToLong(Integer::longValue).sum();
    long chunk = options.chunkFloats() / Math.max(1, floats);
    return (int) Math.max(1, Math.min(options.maxChunk(), chunk));
  }

  private static List<Step> resolve(
      Draft draft, MemoryPlanner.Memory memory, WeightMemory weights) {
    StepNames names = new StepNames();
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < draft.steps().size(); i++) {
      DraftStep step = draft.steps().get(i);
      steps.add(
          new Step(
              names.name(draft.steps(), i),
              line(step.node().span()),
              step.layers(),
              step.algorithm(),
              step.kernel(),
              step.arrays().stream().map(r -> resolve(r, draft, memory, weights)).toList(),
              step.ints(),
              step.tile(),
              step.unitsPerTile(),
              step.costPerUnit()));
    }
    return steps;
  }

  private static int line(Span span) {
    return span.source().line(span.start());
  }

  private static Operand resolve(
      Reference reference, Draft draft, MemoryPlanner.Memory memory, WeightMemory weights) {
    if (reference instanceof Buffer buffer) {
      return draft.isBound(buffer)
          ? draft.binding(buffer)
          : memory.places().get(buffer.storage()).plus(buffer.offset());
    }
    if (reference instanceof Reference.Rows rows) {
      return new Operand.ScratchRows(memory.sizes().size(), rows.count());
    }
    if (reference instanceof Reference.Packed packed) {
      return weights.places().get(packed.index());
    }
    return ((Reference.Table) reference).operand();
  }
}
