package dev.lamina.peers;

import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.Weight;
import dev.lamina.compiler.layer.Shape;
import dev.lamina.runtime.TensorSource;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.openblas.presets.openblas_nolapack;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.JitModule;
import org.bytedeco.pytorch.QualifiedName;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** A graph evaluated by libtorch. */
@SuppressWarnings("try") // scopes and guards work by being open
final class Libtorch implements Engine {
  /** How libtorch runs it. */
  enum Mode {
    /** Operator by operator, as Python would call them. */
    EAGER,
    /** Frozen and optimised for inference, batch norms folded. */
    FROZEN
  }

  private final List<Shape> shapes;
  private final JitModule module;
  private final FloatPointer buffer;
  private final IValueVector arguments;

  /** Takes the weights of the graph from {@code weights}; with that many threads. */
  Libtorch(Graph graph, TensorSource weights, Mode mode, int threads) {
    torch.set_num_threads(threads);
    openblas_nolapack.blas_set_num_threads(threads);
    this.shapes = graph.inputs().stream().map(i -> graph.node(i).shape()).toList();
    try (PointerScope construction = new PointerScope()) {
      JitModule eager = eager(TorchScript.of(graph), weights);
      this.module = mode == Mode.EAGER ? eager : torch.optimize_for_inference(torch.freeze(eager));
      this.buffer = new FloatPointer(shapes.get(0).elements());
      this.arguments = new IValueVector();
      arguments.push_back(new IValue(torch.from_blob(buffer, batched(shapes.get(0), 1))));
      module.retainReference();
      buffer.retainReference();
      arguments.retainReference();
    }
  }

  private static JitModule eager(TorchScript.Method method, TensorSource weights) {
    JitModule module = new JitModule(new QualifiedName("__torch__.Lamina"));
    method
        .attributes()
        .forEach((name, weight) -> module.register_buffer(name, tensor(weight, weights)));
    module.define(method.source());
    module.eval();
    return module;
  }

  private static Tensor tensor(Weight weight, TensorSource weights) {
    float[] values =
        weight instanceof Weight.Raw raw
            ? weights.floats(weights.find(raw.name()).orElseThrow())
            : constants((Weight.Constant) weight);
    return tensor(values, sizes(weight.shape()));
  }

  private static float[] constants(Weight.Constant constant) {
    float[] values = new float[constant.values().size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = constant.values().get(i).floatValue();
    }
    return values;
  }

  /** A tensor with memory of its own. */
  private static Tensor tensor(float[] values, long[] sizes) {
    try (FloatPointer data = new FloatPointer(values)) {
      return torch.from_blob(data, sizes).clone();
    }
  }

  private static long[] sizes(Shape shape) {
    long[] sizes = new long[shape.rank()];
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = shape.size(i);
    }
    return sizes;
  }

  private static long[] batched(Shape shape, int batch) {
    long[] sizes = new long[shape.rank() + 1];
    sizes[0] = batch;
    System.arraycopy(sizes(shape), 0, sizes, 1, shape.rank());
    return sizes;
  }

  @Override
  public void run(float[] input, float[] output) {
    try (PointerScope call = new PointerScope();
        InferenceMode inference = new InferenceMode(true)) {
      buffer.put(input);
      Tensor result = module.forward(arguments).toTensorVector().get(0);
      result.contiguous().data_ptr_float().get(output);
    }
  }

  /** All outputs for a batch. */
  List<float[]> evaluate(List<float[]> inputs, int batch) {
    try (PointerScope call = new PointerScope();
        InferenceMode inference = new InferenceMode(true)) {
      IValueVector values = new IValueVector();
      for (int i = 0; i < inputs.size(); i++) {
        FloatPointer data = new FloatPointer(inputs.get(i));
        values.push_back(new IValue(torch.from_blob(data, batched(shapes.get(i), batch))));
      }
      TensorVector results = module.forward(values).toTensorVector();
      List<float[]> outputs = new ArrayList<>();
      for (long i = 0; i < results.size(); i++) {
        Tensor result = results.get(i).contiguous();
        float[] output = new float[Math.toIntExact(result.numel())];
        result.data_ptr_float().get(output);
        outputs.add(output);
      }
      return outputs;
    }
  }

  @Override
  public void close() {
    arguments.releaseReference();
    module.releaseReference();
    buffer.releaseReference();
  }
}
