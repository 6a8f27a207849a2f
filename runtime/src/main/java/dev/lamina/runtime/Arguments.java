package dev.lamina.runtime;

import java.util.ArrayList;
import java.util.List;

/** Checks what callers pass: inputs first, then outputs, as in {@link Frame#io}. */
final class Arguments {
  private final String className;
  private final Signature signature;
  private final List<Descriptor.Tensor> ports;
  private final int inputs;
  private final int[] sizes;

  Arguments(String className, Signature signature) {
    this.className = className.substring(className.lastIndexOf('.') + 1);
    this.signature = signature;
    this.ports = new ArrayList<>(signature.inputs());
    this.ports.addAll(signature.outputs());
    this.inputs = signature.inputs().size();
    this.sizes = new int[ports.size()];
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = ports.get(i).size();
    }
  }

  Signature signature() {
    return signature;
  }

  /** How many arrays a call takes. */
  int count() {
    return sizes.length;
  }

  /** Elements of one sample of that array. */
  int size(int index) {
    return sizes[index];
  }

  /** Whether there is one input and one output. */
  boolean single() {
    return inputs == 1 && sizes.length == 2;
  }

  /** The samples in the only input. */
  int batch(float[] input) {
    requireSingle();
    return samples(0, input);
  }

  /** A result for that many samples. */
  float[] newOutput(int batch) {
    long length = (long) sizes[1] * batch;
    if (length > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          String.format(
              "the result of %d samples has %d values, more than an array can hold:"
                  + " pass fewer samples at once",
              batch, length));
    }
    return new float[(int) length];
  }

  /** The samples in the only input, for which the only output must have the room. */
  int batch(float[] input, float[] output) {
    requireSingle();
    int batch = samples(0, input);
    requireExact(1, output, batch);
    requireApart(0, input, 0, 1, output, 0, batch);
    return batch;
  }

  /** Checks the only input and output for that many samples. */
  void check(float[] input, int inputOffset, float[] output, int outputOffset, int batch) {
    requireSingle();
    requirePositive(batch);
    requireRange(0, input, inputOffset, batch);
    requireRange(1, output, outputOffset, batch);
    requireApart(0, input, inputOffset, 1, output, outputOffset, batch);
  }

  /** Checks that there are as many arrays as the network has inputs and outputs. */
  void checkCounts(float[][] in, int[] inOffsets, float[][] out, int[] outOffsets) {
    requireCount("inputs", in == null ? -1 : in.length, inputs);
    requireCount("outputs", out == null ? -1 : out.length, sizes.length - inputs);
    if (inOffsets != null) {
      requireCount("input offsets", inOffsets.length, inputs);
    }
    if (outOffsets != null) {
      requireCount("output offsets", outOffsets.length, sizes.length - inputs);
    }
  }

  /** Checks a frame's arrays for that many samples. */
  void check(Frame frame, int batch) {
    requirePositive(batch);
    for (int i = 0; i < sizes.length; i++) {
      requireRange(i, frame.io[i], frame.base[i], batch);
    }
    requireApart(frame, batch);
  }

  /** The samples in a frame's arrays, which must be filled exactly. */
  int batch(Frame frame) {
    int batch = samples(0, frame.io[0]);
    for (int i = 1; i < sizes.length; i++) {
      requireExact(i, frame.io[i], batch);
    }
    requireApart(frame, batch);
    return batch;
  }

  private void requireSingle() {
    if (!single()) {
      throw new UnsupportedOperationException(
          String.format(
              "%s has %s and %s (%s): use its forward method with one array for each,"
                  + " or run(inputs, outputs, batch)",
              className,
              Text.plural(inputs, "input"),
              Text.plural(sizes.length - inputs, "output"),
              signature));
    }
  }

  private static void requirePositive(int batch) {
    if (batch < 1) {
      throw new IllegalArgumentException("batch must be at least 1, got " + batch);
    }
  }

  private static void requireCount(String what, int actual, int expected) {
    if (actual < 0) {
      throw new IllegalArgumentException("the array of " + what + " is null");
    }
    if (actual != expected) {
      throw new IllegalArgumentException(
          String.format("expected %d %s, got %d", expected, what, actual));
    }
  }

  private int samples(int index, float[] array) {
    requireNotNull(index, array);
    int size = sizes[index];
    if (array.length == 0 || array.length % size != 0) {
      throw new IllegalArgumentException(
          String.format(
              "%s has %d values, expected %d for one sample of shape %s, or a multiple of it",
              label(index), array.length, size, shape(index)));
    }
    return array.length / size;
  }

  private void requireExact(int index, float[] array, int batch) {
    requireNotNull(index, array);
    long expected = (long) sizes[index] * batch;
    if (array.length != expected) {
      throw new IllegalArgumentException(
          String.format(
              "%s has %d values, expected %d for %s of shape %s",
              label(index), array.length, expected, Text.plural(batch, "sample"), shape(index)));
    }
  }

  private void requireRange(int index, float[] array, int offset, int batch) {
    requireNotNull(index, array);
    if (offset < 0) {
      throw new IllegalArgumentException(
          String.format("the offset of %s is negative: %d", label(index), offset));
    }
    long end = offset + (long) sizes[index] * batch;
    if (end > array.length) {
      throw new IllegalArgumentException(
          String.format(
              "%s has %d values, expected at least %d for %s of shape %s from offset %d",
              label(index), array.length, end, Text.plural(batch, "sample"), shape(index), offset));
    }
  }

  private void requireNotNull(int index, float[] array) {
    if (array == null) {
      throw new IllegalArgumentException(
          String.format("%s is null, expected an array of %d values", label(index), sizes[index]));
    }
  }

  private void requireApart(Frame frame, int batch) {
    for (int out = inputs; out < sizes.length; out++) {
      for (int other = 0; other < out; other++) {
        requireApart(
            other, frame.io[other], frame.base[other], out, frame.io[out], frame.base[out], batch);
      }
    }
  }

  private void requireApart(
      int a, float[] first, int firstOffset, int b, float[] second, int secondOffset, int batch) {
    if (first != second) {
      return;
    }
    long firstEnd = firstOffset + (long) sizes[a] * batch;
    long secondEnd = secondOffset + (long) sizes[b] * batch;
    if (firstOffset < secondEnd && secondOffset < firstEnd) {
      throw new IllegalArgumentException(
          String.format(
              "%s and %s overlap in the same array: values %d to %d and %d to %d",
              label(a), label(b), firstOffset, firstEnd - 1, secondOffset, secondEnd - 1));
    }
  }

  private String label(int index) {
    return (index < inputs ? "input '" : "output '") + ports.get(index).name() + "'";
  }

  private String shape(int index) {
    return Text.shape(ports.get(index).shape());
  }
}
