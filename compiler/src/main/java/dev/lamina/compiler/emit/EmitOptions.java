package dev.lamina.compiler.emit;

/**
 * What a network's class is generated for.
 *
 * @param loadsAlone whether it can be loaded without a weights file
 * @param optionalVectorModule whether the module may run without {@code jdk.incubator.vector}
 * @param standalone whether it brings the runtime along
 * @param warmUpFrom the estimated nanoseconds a call takes from which loading warms vector code up
 * @param timed whether programs take the time of their steps, see {@link StepClock}
 */
public record EmitOptions(
    boolean loadsAlone,
    boolean optionalVectorModule,
    boolean standalone,
    long warmUpFrom,
    boolean timed) {
  private static final long LARGE = 5_000_000;

  /** Warm-up for large networks only. */
  public EmitOptions(boolean loadsAlone, boolean optionalVectorModule, boolean standalone) {
    this(loadsAlone, optionalVectorModule, standalone, LARGE, false);
  }

  /** The same, with a warm-up from that many nanoseconds. */
  public EmitOptions withWarmUpFrom(long nanos) {
    return new EmitOptions(loadsAlone, optionalVectorModule, standalone, nanos, timed);
  }

  /** The same, with programs that take the time of their steps. */
  public EmitOptions withTimes() {
    return new EmitOptions(loadsAlone, optionalVectorModule, standalone, warmUpFrom, true);
  }
}
