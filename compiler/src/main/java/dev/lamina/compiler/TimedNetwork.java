package dev.lamina.compiler;

import dev.lamina.compiler.emit.StepClock;
import dev.lamina.compiler.jar.MemoryLoader;
import dev.lamina.runtime.Network;
import java.lang.reflect.Field;

/**
 * A loaded network whose code takes the time of its steps, in the order of {@link
 * PlanExplanation.Layer#steps}. For one thread.
 */
public final class TimedNetwork {
  private final Network network;
  private final long[] nanos;

  TimedNetwork(Network network, MemoryLoader loader) {
    this.network = network;
    try {
      Field field = loader.programClass(network.variant()).getDeclaredField(StepClock.NANOS);
      field.setAccessible(true);
      this.nanos = new long[loader.steps(network.variant())];
      field.set(null, nanos);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The network, to be called. */
  public Network network() {
    return network;
  }

  /** Takes what the calls since the last time took, step by step, into {@code into}. */
  public void take(long[] into) {
    for (int i = 0; i < nanos.length; i++) {
      into[i] = nanos[i];
      nanos[i] = 0;
    }
  }

  /** How many steps it has. */
  public int steps() {
    return nanos.length;
  }
}
