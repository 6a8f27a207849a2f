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

  /** Whether that array is one of bytes; no output is. */
  boolean isBytes(int index) {
    return ports.get(index).uint8();
  }

  /** How many places a frame has for arrays of bytes: the last is that of the last such input. */
  int byteArrays() {
    int last = inputs;
    while (last > 0 && !isBytes(last - 1)) {
      last--;
    }
    return last;
  }

  /** Elements of a sample of that array, or -1 if there is more than one input of floats. */
  int onlySize(int index) {
    return single() && !isBytes(0) ? sizes[index] : -1;
  }

  /** The samples in the only input. */
  int batch(Object input) {
    requireSingle(input);
    return samples(0, length(input));
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
  int batch(Object input, float[] output) {
    int batch = batch(input);
    requireExact(1, length(output), batch);
    requireApart(0, input, 0, 1, output, 0, batch);
    return batch;
  }

  /** Checks the only input and output for that many samples. */
  void check(Object input, int inputOffset, float[] output, int outputOffset, int batch) {
    requireSingle(input);
    requirePositive(batch);
    requireRange(0, length(input), inputOffset, batch);
    requireRange(1, length(output), outputOffset, batch);
    requireApart(0, input, inputOffset, 1, output, outputOffset, batch);
  }

  /** Checks that there are as many arrays as the network has inputs and outputs. */
  void checkCounts(float[][] in, byte[][] bytes, int[] inOffsets, float[][] out, int[] outOffsets) {
    requireCount("inputs", in == null ? -1 : in.length, inputs);
    if (bytes != null) {
      requireCount("inputs of bytes", bytes.length, inputs);
    }
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
      requireRange(i, length(frame, i), frame.base[i], batch);
    }
    requireApart(frame, batch);
  }

  /** The samples in a frame's arrays, which must be filled exactly. */
  int batch(Frame frame) {
    int batch = samples(0, length(frame, 0));
    for (int i = 1; i < sizes.length; i++) {
      requireExact(i, length(frame, i), batch);
    }
    requireApart(frame, batch);
    return batch;
  }

  /** The length of a frame's array, -1 for null. */
  private int length(Frame frame, int index) {
    return length(isBytes(index) ? frame.bytes[index] : frame.io[index]);
  }

  /** The length of an array of floats or bytes, -1 for null. */
  private static int length(Object array) {
    if (array instanceof byte[] bytes) {
      return bytes.length;
    }
    return array == null ? -1 : ((float[]) array).length;
  }

  /** Requires one input, of the given array's type, and one output. */
  private void requireSingle(Object input) {
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
    boolean bytes = input instanceof byte[];
    if (input != null && isBytes(0) != bytes) {
      throw new UnsupportedOperationException(
          String.format(
              "%s of %s takes %s[], got %s[]",
              label(0), className, elements(isBytes(0)), elements(bytes)));
    }
  }

  private static String elements(boolean bytes) {
    return bytes ? "byte" : "float";
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

  private int samples(int index, int length) {
    requireNotNull(index, length);
    int size = sizes[index];
    if (length == 0 || length % size != 0) {
      throw new IllegalArgumentException(
          String.format(
              "%s has %d values, expected %d for one sample of shape %s, or a multiple of it",
              label(index), length, size, shape(index)));
    }
    return length / size;
  }

  private void requireExact(int index, int length, int batch) {
    requireNotNull(index, length);
    long expected = (long) sizes[index] * batch;
    if (length != expected) {
      throw new IllegalArgumentException(
          String.format(
              "%s has %d values, expected %d for %s of shape %s",
              label(index), length, expected, Text.plural(batch, "sample"), shape(index)));
    }
  }

  private void requireRange(int index, int length, int offset, int batch) {
    requireNotNull(index, length);
    if (offset < 0) {
      throw new IllegalArgumentException(
          String.format("the offset of %s is negative: %d", label(index), offset));
    }
    long end = offset + (long) sizes[index] * batch;
    if (end > length) {
      throw new IllegalArgumentException(
          String.format(
              "%s has %d values, expected at least %d for %s of shape %s from offset %d",
              label(index), length, end, Text.plural(batch, "sample"), shape(index), offset));
    }
  }

  private void requireNotNull(int index, int length) {
    if (length < 0) {
      throw new IllegalArgumentException(
          String.format(
              "%s is null, expected an array of %d %s",
              label(index), sizes[index], isBytes(index) ? "bytes" : "values"));
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
      int a, Object first, int firstOffset, int b, Object second, int secondOffset, int batch) {
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
