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

  /** How many micro-kernels {@link #warmUp} knows; none in small networks. */
  protected int microKernels() {
    return 0;
  }

  /**
   * Calls a micro-kernel several times on pretend work, so that the JIT compiles it before it has
   * much to do.
   *
   * @param kernel which one; their number stands for one that does every vector operation once
   * @param floats stands for every float array
   * @param table stands for every table
   * @param rows stands for every array of rows
   * @param turns how often loops turn
   * @param calls how often it is called
   * @param idle if it is not 0, an empty loop turns so often instead of any work
   */
  protected void warmUp(
      int kernel, float[] floats, int[] table, float[][] rows, int turns, int calls, int idle) {}
}
