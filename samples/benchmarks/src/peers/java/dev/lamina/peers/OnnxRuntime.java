package dev.lamina.peers;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.layer.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** An ONNX file run by ONNX Runtime: all optimisations, tensors made once, outputs bound. */
final class OnnxRuntime implements Engine {
  private final OrtSession session;
  private final Map<String, OnnxTensor> inputs = new HashMap<>();
  private final Map<String, OnnxTensor> outputs = new HashMap<>();
  private final FloatBuffer input;
  private final FloatBuffer output;

  /** For that many samples at once, with that many threads. */
  OnnxRuntime(Graph graph, Path file, int batch, int threads) {
    OrtEnvironment environment =
        OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(threads);
      options.setInterOpNumThreads(1);
      options.setExecutionMode(OrtSession.SessionOptions.ExecutionMode.SEQUENTIAL);
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
      this.session = environment.createSession(file.toString(), options);
      for (int i : graph.inputs()) {
        inputs.put(graph.node(i).path(), tensor(environment, graph.node(i).shape(), batch));
      }
      for (Graph.Output o : graph.outputs()) {
        outputs.put(o.name(), tensor(environment, graph.node(o.node()).shape(), batch));
      }
      this.input =
          inputs
              .get(graph.node(graph.inputs().get(0)).path())
              .getBufferRef()
              .map(FloatBuffer.class::cast)
              .orElseThrow();
      this.output =
          outputs
              .get(graph.outputs().get(0).name())
              .getBufferRef()
              .map(FloatBuffer.class::cast)
              .orElseThrow();
    } catch (OrtException e) {
      throw new IllegalStateException(file + ": " + e.getMessage(), e);
    }
  }

  private static OnnxTensor tensor(OrtEnvironment environment, Shape shape, int batch)
      throws OrtException {
    long[] sizes = new long[shape.rank() + 1];
    sizes[0] = batch;
    for (int i = 0; i < shape.rank(); i++) {
      sizes[i + 1] = shape.size(i);
    }
    int bytes = Math.toIntExact(batch * shape.elements() * Float.BYTES);
    ByteBuffer memory = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    return OnnxTensor.createTensor(environment, memory.asFloatBuffer(), sizes);
  }

  @Override
  public void run(float[] from, float[] to) {
    input.put(0, from);
    try {
      session.run(inputs, outputs).close();
      output.get(0, to);
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    inputs.values().forEach(OnnxTensor::close);
    outputs.values().forEach(OnnxTensor::close);
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }
}
