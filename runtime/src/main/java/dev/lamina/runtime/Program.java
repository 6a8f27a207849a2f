package dev.lamina.runtime;

/** The code of one variant. Generated; instances have no state. */
public abstract class Program {
  /** For generated subclasses. */
  protected Program() {}

  /** Runs every step over the frame's whole chunk on the calling thread. */
  protected abstract void run(Frame frame);

  /**
   * Runs the units {@code from} (inclusive) to {@code to} (exclusive) of step {@code index}.
   *
   * @throws IndexOutOfBoundsException if there is no such step
   */
  protected abstract void step(int index, Frame frame, int from, int to);

  /**
   * Calls every micro-kernel once on pretend work, so that the JIT compiles them before they have
   * much to do.
   *
   * @param floats stands for every float array
   * @param table stands for every table
   * @param rows stands for every array of rows
   * @param turns how often loops turn
   */
  protected void warmUp(float[] floats, int[] table, float[][] rows, int turns) {}
}
