package dev.lamina.runtime;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What the steps of a running call work on. Generated code reads the fields directly; a frame is
 * reused by later calls, so that a warm call allocates nothing.
 */
public final class Frame {
  /**
   * Arrays of more floats than this, and as many bytes, are not kept between calls, so that they
   * can be collected.
   */
  private static final int KEPT = 1 << 14;

  private static final VarHandle BUSY;

  static {
    try {
      BUSY = MethodHandles.lookup().findVarHandle(Frame.class, "busy", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** The packed weights, shared by all frames of a network and never written. */
  public final float[][] weights;

  /** The tables of constants of the variant, never written. */
  public final int[][] tables;

  /** The slot's scratch arrays. */
  public final float[][] scratch;

  /** The caller's arrays: inputs, then outputs; null in the place of one in {@link #bytes}. */
  public final float[][] io;

  /** The caller's arrays of bytes, each in the place of its input. */
  public final byte[][] bytes;

  /** Where the chunk's first sample begins in each of {@link #io} and {@link #bytes}. */
  public final int[] base;

  /** Samples in the chunk. */
  public int batch;

  /** How the work is shared with other threads; null if the network has one thread. */
  final Job job;

  @SuppressWarnings("UnusedVariable") // through BUSY
  private volatile boolean busy = true;

  Frame(float[][] weights, int[][] tables, float[][] scratch, int arrays, int byteArrays, Job job) {
    this.weights = weights;
    this.tables = tables;
    this.scratch = scratch;
    this.io = new float[arrays][];
    this.bytes = new byte[byteArrays][];
    this.base = new int[arrays];
    this.job = job;
  }

  /** Takes the frame for a call, unless another call has it. */
  boolean take() {
    return !busy && BUSY.compareAndSet(this, false, true);
  }

  /** Ends a call. */
  void release() {
    for (int i = 0; i < io.length; i++) {
      float[] array = io[i];
      if (array != null && array.length > KEPT) {
        io[i] = null;
      }
    }
    for (int i = 0; i < bytes.length; i++) {
      byte[] array = bytes[i];
      if (array != null && array.length > KEPT * Float.BYTES) {
        bytes[i] = null;
      }
    }
    BUSY.setRelease(this, false);
  }

  /** Sets a caller's array; not writing what is there already spares the collector's barrier. */
  void set(int index, float[] array, int offset) {
    if (io[index] != array) {
      io[index] = array;
    }
    base[index] = offset;
  }

  /** Sets a caller's array of bytes. */
  void set(int index, byte[] array, int offset) {
    if (bytes[index] != array) {
      bytes[index] = array;
    }
    base[index] = offset;
  }

  /** Every array from its beginning. */
  void rewind() {
    for (int i = 0; i < base.length; i++) {
      base[i] = 0;
    }
  }
}
