package dev.lamina.samples.service.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Map;

/** The tensors of one call at a time. */
final class OnnxCall implements AutoCloseable {
  private final OrtSession session;
  private final FloatBuffer input;
  private final FloatBuffer output;
  private final Map<String, OnnxTensor> inputs;
  private final Map<String, OnnxTensor> outputs;

  /** With tensors of those names and shapes. */
  OnnxCall(
      OrtEnvironment environment,
      OrtSession session,
      Map.Entry<String, long[]> input,
      Map.Entry<String, long[]> output) {
    this.session = session;
    this.input = allocate(input.getValue());
    this.output = allocate(output.getValue());
    try {
      inputs =
          Map.of(
              input.getKey(), OnnxTensor.createTensor(environment, this.input, input.getValue()));
      outputs =
          Map.of(
              output.getKey(),
              OnnxTensor.createTensor(environment, this.output, output.getValue()));
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }

  private static FloatBuffer allocate(long[] shape) {
    long floats = Arrays.stream(shape).reduce(1, Math::multiplyExact);
    return ByteBuffer.allocateDirect(Math.toIntExact(floats * Float.BYTES))
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }

  void run(float[] from, float[] to) {
    input.put(0, from);
    try {
      session.run(inputs, outputs).close();
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
    output.get(0, to);
  }

  @Override
  public void close() {
    inputs.values().forEach(OnnxTensor::close);
    outputs.values().forEach(OnnxTensor::close);
  }
}
