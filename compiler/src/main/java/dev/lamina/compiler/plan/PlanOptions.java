package dev.lamina.compiler.plan;

/**
 * What may be chosen about a plan.
 *
 * @param maxChunk how many samples may go through the steps together
 * @param chunkFloats how many floats of scratch a chunk of several samples may take: a chunk is as
 *     large as fits, but at least one sample
 */
public record PlanOptions(int maxChunk, int chunkFloats) {
  /** What is best in most cases: activations of a chunk stay in the second-level cache. */
  public static PlanOptions defaults() {
    return new PlanOptions(64, 1 << 18);
  }
}
