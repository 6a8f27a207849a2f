package dev.lamina.compiler.emit;

/**
 * What a network's class is generated for.
 *
 * @param loadsAlone whether it can be loaded without a weights file
 * @param optionalVectorModule whether the module may run without {@code jdk.incubator.vector}
 * @param standalone whether it brings the runtime along
 * @param warmUpFrom the estimated nanoseconds a call takes from which loading warms vector code up
 */
public record EmitOptions(
    boolean loadsAlone, boolean optionalVectorModule, boolean standalone, long warmUpFrom) {
  private static final long LARGE = 5_000_000;

  /** Warm-up for large networks only. */
  public EmitOptions(boolean loadsAlone, boolean optionalVectorModule, boolean standalone) {
    this(loadsAlone, optionalVectorModule, standalone, LARGE);
  }
}
