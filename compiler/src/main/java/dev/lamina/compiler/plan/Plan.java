package dev.lamina.compiler.plan;

import dev.lamina.compiler.graph.Graph;
import dev.lamina.runtime.LoadProgram;
import java.util.List;

/**
 * A network scheduled for one target.
 *
 * @param graph the graph after the passes
 * @param target what the kernels are for
 * @param steps in the order of execution
 * @param load how the packed weights are computed from the raw ones
 * @param scratch the sizes of a slot's scratch arrays, in floats, for a whole chunk
 * @param chunk how many samples go through the steps together, at most
 */
public record Plan(
    Graph graph,
    Target target,
    List<Step> steps,
    LoadProgram load,
    List<Integer> scratch,
    int chunk) {
  public Plan {
    steps = List.copyOf(steps);
    scratch = List.copyOf(scratch);
  }
}
