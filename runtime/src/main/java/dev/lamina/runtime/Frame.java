package dev.lamina.runtime;

/**
 * What the steps of a running call work on. Generated code reads the fields directly; a frame is
 * reused by later calls, so that a warm call allocates nothing.
 */
public final class Frame {
  /** The packed weights, shared by all frames of a network and never written. */
  public final float[][] weights;

  /** The tables of constants of the variant, never written. */
  public final int[][] tables;

  /** The slot's scratch arrays. */
  public final float[][] scratch;

  /** The caller's arrays: inputs, then outputs. */
  public final float[][] io;

  /** Where the chunk's first sample begins in each of {@link #io}. */
  public final int[] base;

  /** Samples in the chunk. */
  public int batch;

  Frame(float[][] weights, int[][] tables, float[][] scratch, int arrays) {
    this.weights = weights;
    this.tables = tables;
    this.scratch = scratch;
    this.io = new float[arrays][];
    this.base = new int[arrays];
  }
}
