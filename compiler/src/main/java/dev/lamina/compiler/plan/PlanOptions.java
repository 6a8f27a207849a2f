package dev.lamina.compiler.plan;

/**
 * What may be chosen about a plan.
 *
 * @param maxChunk how many samples may go through the steps together
 * @param chunkFloats how many floats of scratch a chunk of several samples may take: a chunk is as
 *     large as fits, but at least one sample
 * @param exact whether only lowerings are used that {@linkplain Lowering#isExact change nothing}
 */
public record PlanOptions(int maxChunk, int chunkFloats, boolean exact) {
  /** What is best in most cases: activations of a chunk stay in the second-level cache. */
  public static PlanOptions defaults() {
    return new PlanOptions(64, 1 << 18, false);
  }

  /** The same, exact or not. */
  public PlanOptions exact(boolean wanted) {
    return new PlanOptions(maxChunk, chunkFloats, wanted);
  }
}
