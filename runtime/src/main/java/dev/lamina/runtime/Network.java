package dev.lamina.runtime;

import java.util.Objects;

/**
 * A loaded neural network: the base of every generated class. Immutable, and safe for any number of
 * threads at once. A warm call allocates nothing, except for the result of {@link
 * #forward(float[])}.
 *
 * <p>Arrays hold one sample or several, back to back; a sample is row-major, (C, H, W) as in
 * PyTorch, or (H, W, C) where the network declares so. An input is a {@code float[]}, or a {@code
 * byte[]} where the network declares {@code type=uint8}. Arguments are checked before anything is
 * written: a wrong one is an {@link IllegalArgumentException} that names both numbers.
 *
 * <h2>Generated classes</h2>
 *
 * A generated class corresponds to this source; {@code load()} exists only where the jar holds the
 * weights or the network has none:
 *
 * <pre>{@code
 * package nn.lenet;
 *
 * public final class LeNet extends Network {
 *   private LeNet(Loaded loaded) {
 *     super(loaded);
 *   }
 *
 *   public static LeNet load() {
 *     return load(LoadOptions.defaults());
 *   }
 *
 *   public static LeNet load(Path weights) {
 *     return load(LoadOptions.defaults().weights(weights));
 *   }
 *
 *   public static LeNet load(LoadOptions options) {
 *     return new LeNet(Loader.load(MethodHandles.lookup(), options));
 *   }
 *
 *   // only with more than one input or output: all inputs, then all outputs
 *   public void forward(float[] left, float[] right, float[] scores) {
 *     Frame frame = begin();
 *     frame.io[0] = left;
 *     frame.io[1] = right;
 *     frame.io[2] = scores;
 *     finish(frame);
 *   }
 * }
 * }</pre>
 *
 * Each variant is a class of its own beside it, named in the {@link Descriptor}, so that a variant
 * that the machine cannot run is never linked:
 *
 * <pre>{@code
 * final class LeNet$Simd256 extends Program {
 *   LeNet$Simd256() {}
 *
 *   protected void run(Frame frame) {     // every step, over the frame's whole chunk
 *     conv1(frame, 0, frame.batch * 24);
 *     fc1(frame, 0, frame.batch * 4);
 *   }
 *
 *   protected void step(int index, Frame frame, int from, int to) {
 *     switch (index) {
 *       case 0: conv1(frame, from, to); return;
 *       case 1: fc1(frame, from, to); return;
 *       default: throw new IndexOutOfBoundsException(index);
 *     }
 *   }
 *
 *   static void conv1(Frame frame, int from, int to) {
 *     kernel0(frame.io[0], frame.base[0], frame.weights[0], 0, frame.scratch[0], 0, from, to);
 *   }
 * }
 * }</pre>
 *
 * Inputs come first in {@link Frame#io} and {@link Frame#base}, then outputs. A frame's scratch
 * arrays are zero when the slot is first used and otherwise hold what the last call left there.
 */
public abstract class Network {
  private final Loaded loaded;
  private final Engine engine;
  private final int inputSize;
  private final int outputSize;

  /** For generated classes. */
  protected Network(Loaded loaded) {
    this.loaded = Objects.requireNonNull(loaded, "loaded");
    this.engine = loaded.engine();
    this.inputSize = engine.arguments().onlySize(0);
    this.outputSize = engine.arguments().onlySize(1);
  }

  /**
   * Runs the network on one sample or several and returns the result in a new array.
   *
   * @throws UnsupportedOperationException if the network has several inputs or outputs, or its
   *     input is one of bytes
   */
  public final float[] forward(float[] input) {
    return result(input);
  }

  /**
   * Runs the network on one sample or several, as many as {@code input} holds, into {@code output}.
   *
   * @throws UnsupportedOperationException if the network has several inputs or outputs, or its
   *     input is one of bytes
   */
  public final void forward(float[] input, float[] output) {
    int batch = 1;
    if (input == null
        || output == null
        || input == output
        || input.length != inputSize
        || output.length != outputSize) {
      batch = engine.arguments().batch(input, output);
    }
    call(input, 0, output, 0, batch);
  }

  /**
   * Runs the network on {@code batch} samples from {@code inputOffset} into {@code output} from
   * {@code outputOffset}. Both may be one array, if the ranges do not overlap.
   *
   * @throws UnsupportedOperationException if the network has several inputs or outputs, or its
   *     input is one of bytes
   */
  public final void forward(
      float[] input, int inputOffset, float[] output, int outputOffset, int batch) {
    engine.arguments().check(input, inputOffset, output, outputOffset, batch);
    call(input, inputOffset, output, outputOffset, batch);
  }

  /**
   * The same for an input of bytes ({@code type=uint8}), whose values are taken as 0 to 255.
   *
   * @throws UnsupportedOperationException if the network has several inputs or outputs, or its
   *     input is one of floats
   */
  public final float[] forward(byte[] input) {
    return result(input);
  }

  /**
   * The same for an input of bytes, into {@code output}.
   *
   * @throws UnsupportedOperationException if the network has several inputs or outputs, or its
   *     input is one of floats
   */
  public final void forward(byte[] input, float[] output) {
    call(input, 0, output, 0, engine.arguments().batch(input, output));
  }

  /**
   * The same for an input of bytes, from and to those offsets.
   *
   * @throws UnsupportedOperationException if the network has several inputs or outputs, or its
   *     input is one of floats
   */
  public final void forward(
      byte[] input, int inputOffset, float[] output, int outputOffset, int batch) {
    engine.arguments().check(input, inputOffset, output, outputOffset, batch);
    call(input, inputOffset, output, outputOffset, batch);
  }

  /** Runs the network on {@code batch} samples; arrays may be longer than the samples need. */
  public final void run(float[][] inputs, float[][] outputs, int batch) {
    run(inputs, null, outputs, null, batch);
  }

  /**
   * Runs the network on {@code batch} samples, each array from its offset.
   *
   * @param inputOffsets where the samples begin in each input, or null for 0
   * @param outputOffsets where the samples begin in each output, or null for 0
   */
  public final void run(
      float[][] inputs, int[] inputOffsets, float[][] outputs, int[] outputOffsets, int batch) {
    run(inputs, null, inputOffsets, outputs, outputOffsets, batch);
  }

  /**
   * Runs the network on {@code batch} samples, each array from its offset, where some inputs are
   * bytes.
   *
   * @param inputs the inputs of floats; null in the places of the others
   * @param bytes the inputs of bytes, in their places among all inputs; null if there are none
   * @param inputOffsets where the samples begin in each input, or null for 0
   * @param outputOffsets where the samples begin in each output, or null for 0
   */
  public final void run(
      float[][] inputs,
      byte[][] bytes,
      int[] inputOffsets,
      float[][] outputs,
      int[] outputOffsets,
      int batch) {
    engine.arguments().checkCounts(inputs, bytes, inputOffsets, outputs, outputOffsets);
    Frame frame = engine.take();
    try {
      for (int i = 0; i < inputs.length; i++) {
        int offset = inputOffsets == null ? 0 : inputOffsets[i];
        if (engine.arguments().isBytes(i)) {
          frame.set(i, bytes == null ? null : bytes[i], offset);
        } else {
          frame.set(i, inputs[i], offset);
        }
      }
      for (int i = 0; i < outputs.length; i++) {
        frame.set(inputs.length + i, outputs[i], outputOffsets == null ? 0 : outputOffsets[i]);
      }
      engine.arguments().check(frame, batch);
      engine.run(frame, batch);
    } finally {
      engine.release(frame);
    }
  }

  /**
   * For the generated {@code forward} of several arrays: a frame whose {@link Frame#io} and {@link
   * Frame#bytes} are to be filled and that must be given to {@link #finish}.
   */
  protected final Frame begin() {
    Frame frame = engine.take();
    frame.rewind();
    return frame;
  }

  /**
   * Checks the arrays of a frame that {@link #begin} gave, runs the network and frees the frame.
   */
  protected final void finish(Frame frame) {
    try {
      engine.run(frame, engine.arguments().batch(frame));
    } finally {
      engine.release(frame);
    }
  }

  private float[] result(Object input) {
    int batch = engine.arguments().batch(input);
    float[] output = engine.arguments().newOutput(batch);
    call(input, 0, output, 0, batch);
    return output;
  }

  /** Runs the network on an input of floats or bytes, once it is known to be right. */
  private void call(Object input, int inputOffset, float[] output, int outputOffset, int batch) {
    Frame frame = engine.take();
    try {
      if (input instanceof byte[] bytes) {
        frame.set(0, bytes, inputOffset);
      } else {
        frame.set(0, (float[]) input, inputOffset);
      }
      frame.set(1, output, outputOffset);
      engine.run(frame, batch);
    } finally {
      engine.release(frame);
    }
  }

  /** The names and shapes of inputs and outputs. */
  public final Signature signature() {
    return engine.arguments().signature();
  }

  /** The elements of all parameters, without buffers, as PyTorch counts them. */
  public final long parameterCount() {
    long count = 0;
    for (Descriptor.Tensor parameter : loaded.descriptor().parameters()) {
      count += parameter.buffer() ? 0 : parameter.size();
    }
    return count;
  }

  /** The variant that runs, such as {@code simd512}. */
  public final String variant() {
    return engine.variant().id();
  }

  /** The bytes of the arrays of packed weights, which all calls share. */
  public final long weightBytes() {
    return engine.weightBytes();
  }

  /** The bytes of scratch memory each of the {@link #slots} has once it is used. */
  public final long scratchBytes() {
    return engine.scratchBytes();
  }

  /** How many calls at once find scratch memory ready; further ones allocate theirs and drop it. */
  public final int slots() {
    return engine.slots();
  }

  /** A few lines for people: signature, variant and why it was chosen, memory, threads. */
  public final String describe() {
    return loaded.describe();
  }

  /** The class and its signature. */
  @Override
  public final String toString() {
    return getClass().getSimpleName() + ": " + signature();
  }
}
