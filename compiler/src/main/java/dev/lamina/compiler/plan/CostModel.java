package dev.lamina.compiler.plan;

import dev.lamina.runtime.LoadProgram;

/**
 * How long a step is expected to take: what its lowering says of its arithmetic, or what memory
 * needs to deliver its weights where they stay in no cache from one call to the next.
 */
public final class CostModel {
  /** Floating-point operations a nanosecond that lowerings expect of convolutions on vectors. */
  public static final int VECTOR_GIGAFLOPS = 80;

  /** The same of scalar code, where the JIT makes vectors of it. */
  public static final int SCALAR_GIGAFLOPS = 40;

  /** Bytes a nanosecond that memory delivers. */
  public static final int GIGABYTES = 12;

  /** Weights of more bytes stay in no cache. */
  public static final long CACHE = 16L << 20;

  private CostModel() {}

  /** Floating-point operations a nanosecond that are expected of convolutions. */
  public static int gigaflops(Target target) {
    return target.vectorApi() ? VECTOR_GIGAFLOPS : SCALAR_GIGAFLOPS;
  }

  /** The nanoseconds that a step of the plan takes for one sample. */
  public static double nanos(Plan plan, Step step) {
    double arithmetic = (double) step.unitsPerTile() * step.costPerUnit();
    return weightBytes(plan.load()) > CACHE
        ? Math.max(arithmetic, (double) weightBytes(plan, step) / GIGABYTES)
        : arithmetic;
  }

  /** The bytes of packed weights that a step reads. */
  public static long weightBytes(Plan plan, Step step) {
    return step.arrays().stream()
        .filter(Operand.Packed.class::isInstance)
        .mapToLong(o -> (long) Float.BYTES * ((Operand.Packed) o).floats())
        .sum();
  }

  private static long weightBytes(LoadProgram load) {
    return Float.BYTES * load.packedSizes().stream().mapToLong(Integer::longValue).sum();
  }
}
