package dev.lamina.samples.service.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.lamina.samples.service.Model;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;

/**
 * An ONNX file run by ONNX Runtime as its users would for many small requests: one session for all
 * threads, each call in its caller's thread, tensors outside the heap that are used again.
 */
final class OnnxModel implements Model, AutoCloseable {
  private static final int KEPT = 256;
  private static final int WARM_UP_CALLS = 5000;

  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession session;
  private final Map.Entry<String, long[]> input;
  private final Map.Entry<String, long[]> output;
  private final ArrayBlockingQueue<OnnxCall> free = new ArrayBlockingQueue<>(KEPT);

  OnnxModel(Path file) {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
      session = environment.createSession(file.toString(), options);
      input = only(session.getInputInfo());
      output = only(session.getOutputInfo());
    } catch (OrtException e) {
      throw new IllegalStateException(file + ": " + e.getMessage(), e);
    }
    float[] from = new float[size(input)];
    float[] to = new float[outputSize()];
    for (int i = 0; i < WARM_UP_CALLS; i++) {
      forward(from, to);
    }
  }

  /** The name and shape of one sample of the only input or output. */
  private static Map.Entry<String, long[]> only(Map<String, NodeInfo> nodes) {
    NodeInfo node = nodes.values().iterator().next();
    long[] shape = ((TensorInfo) node.getInfo()).getShape().clone();
    shape[0] = 1;
    return Map.entry(node.getName(), shape);
  }

  private static int size(Map.Entry<String, long[]> tensor) {
    return (int) Arrays.stream(tensor.getValue()).reduce(1, Math::multiplyExact);
  }

  @Override
  public List<Integer> inputShape() {
    return Arrays.stream(input.getValue()).skip(1).mapToObj(Math::toIntExact).toList();
  }

  @Override
  public int outputSize() {
    return size(output);
  }

  @Override
  public void forward(float[] from, float[] to) {
    OnnxCall kept = free.poll();
    OnnxCall call = kept == null ? new OnnxCall(environment, session, input, output) : kept;
    call.run(from, to);
    if (!free.offer(call)) {
      call.close();
    }
  }

  @Override
  public String reload() {
    throw new UnsupportedOperationException("a session cannot be closed while it is called");
  }

  @Override
  public void close() throws OrtException {
    free.forEach(OnnxCall::close);
    session.close();
  }
}
