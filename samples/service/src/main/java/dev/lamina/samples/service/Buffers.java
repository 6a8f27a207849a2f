package dev.lamina.samples.service;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/** The arrays of one request, used again by later ones. */
final class Buffers {
  /** A body of raw floats. */
  final byte[] body;

  /** The same memory. */
  final FloatBuffer bodyAsFloats;

  final float[] input;
  final float[] output;

  Buffers(int inputSize, int outputSize) {
    body = new byte[inputSize * Float.BYTES];
    bodyAsFloats = ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    input = new float[inputSize];
    output = new float[outputSize];
  }
}
