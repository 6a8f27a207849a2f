package dev.lamina.compiler.random;

import dev.lamina.compiler.elaborate.Elaborations;
import dev.lamina.compiler.emit.EmitOptions;
import dev.lamina.compiler.emit.Emitter;
import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.jar.Bundle;
import dev.lamina.compiler.jar.JarWriter;
import dev.lamina.compiler.jar.MemoryLoader;
import dev.lamina.compiler.jar.MemoryTensors;
import dev.lamina.compiler.layer.Shape;
import dev.lamina.compiler.layer.Tensor;
import dev.lamina.compiler.pass.PassOptions;
import dev.lamina.compiler.pass.Passes;
import dev.lamina.compiler.plan.Agreement;
import dev.lamina.compiler.plan.Plan;
import dev.lamina.compiler.plan.PlanOptions;
import dev.lamina.compiler.plan.Planner;
import dev.lamina.compiler.plan.Target;
import dev.lamina.runtime.LoadOptions;
import dev.lamina.runtime.MicroKernels;
import dev.lamina.runtime.Network;
import dev.lamina.runtime.Program;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A graph compiled for some targets, its classes defined in memory. */
public final class GeneratedNetwork {
  private final Graph graph;
  private final Bundle bundle;
  private final Class<?> type;

  private GeneratedNetwork(Graph graph, Bundle bundle) throws IOException {
    this.graph = graph;
    this.bundle = bundle;
    this.type = new MemoryLoader(bundle, GeneratedNetwork.class.getClassLoader()).networkClass();
  }

  /**
   * Compiles a graph.
   *
   * @param graph as elaborated
   * @param optimised what the passes made of it
   */
  public static GeneratedNetwork of(
      Graph graph, Graph optimised, List<Target> targets, Map<String, Tensor> weights)
      throws IOException {
    return of(graph, optimised, targets, weights, new EmitOptions(true, true, false));
  }

  private static GeneratedNetwork of(
      Graph graph,
      Graph optimised,
      List<Target> targets,
      Map<String, Tensor> weights,
      EmitOptions options)
      throws IOException {
    List<Plan> plans =
        targets.stream().map(t -> Planner.plan(optimised, t, PlanOptions.defaults())).toList();
    Emitter.Emission emission = Emitter.emit(graph, plans, options);
    Bundle bundle =
        Bundle.of(graph, emission, "test", Optional.of(new MemoryTensors(weights).rawWeights()));
    return new GeneratedNetwork(graph, bundle);
  }

  /** Compiles the text's network with weights of that seed. */
  static GeneratedNetwork of(String text, long seed, List<Target> targets) throws IOException {
    Graph graph = Elaborations.graph(text);
    Graph optimised = Passes.apply(graph, PassOptions.defaults());
    return of(graph, optimised, targets, Agreement.weights(graph, seed));
  }

  /** Compiles the text's network as if it were a large one, whose load warms vector code up. */
  static GeneratedNetwork large(String text, Target target) throws IOException {
    Graph graph = Elaborations.graph(text);
    Graph optimised = Passes.apply(graph, PassOptions.defaults());
    Map<String, Tensor> weights = Agreement.weights(graph, 1);
    EmitOptions options = new EmitOptions(true, true, false).withWarmUpFrom(0);
    return of(graph, optimised, List.of(target), weights, options);
  }

  /** As elaborated. */
  Graph graph() {
    return graph;
  }

  String className() {
    return type.getName();
  }

  void writeJar(Path jar) throws IOException {
    JarWriter.write(bundle, jar);
  }

  /** Loads it for a target. */
  public Network load(Target target, int threads) {
    return load(LoadOptions.defaults().variant(target.id()).threads(threads));
  }

  Network load(LoadOptions options) {
    try {
      return (Network) type.getMethod("load", LoadOptions.class).invoke(null, options);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException("load: " + e.getCause(), e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  /** Runs the micro-kernels of a target on pretend work, as loading does; how many there are. */
  int warmUp(Target target) {
    String id = target.id();
    String name =
        type.getName() + "$" + id.substring(0, 1).toUpperCase(Locale.ROOT) + id.substring(1);
    try {
      Constructor<?> constructor =
          Class.forName(name, true, type.getClassLoader()).getDeclaredConstructor();
      constructor.setAccessible(true);
      return MicroKernels.work((Program) constructor.newInstance());
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("warm-up: " + e.getCause(), e);
    }
  }

  /**
   * Runs a batch.
   *
   * @param samples for each sample the inputs
   * @return for each sample the outputs
   */
  public List<List<Tensor>> run(Network network, List<List<Tensor>> samples) {
    int batch = samples.size();
    float[][] outputs = outputs(batch);
    run(network, inputs(samples), outputs, batch);
    List<List<Tensor>> results = new ArrayList<>();
    for (int s = 0; s < batch; s++) {
      List<Tensor> sample = new ArrayList<>();
      for (int o = 0; o < outputs.length; o++) {
        int size = outputs[o].length / batch;
        sample.add(new Tensor(shape(o), Arrays.copyOfRange(outputs[o], s * size, (s + 1) * size)));
      }
      results.add(sample);
    }
    return results;
  }

  /** Runs a network on floats, of which it gets bytes where it takes them. */
  static void run(Network network, float[][] inputs, float[][] outputs, int batch) {
    float[][] floats = inputs.clone();
    byte[][] bytes = new byte[inputs.length][];
    for (int i = 0; i < inputs.length; i++) {
      if (network.signature().inputs().get(i).uint8()) {
        bytes[i] = Agreement.bytes(inputs[i]);
        floats[i] = null;
      }
    }
    network.run(floats, bytes, null, outputs, null, batch);
  }

  /** The samples' inputs as the network takes them. */
  float[][] inputs(List<List<Tensor>> samples) {
    float[][] inputs = new float[graph.inputs().size()][];
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = joined(samples, i);
    }
    return inputs;
  }

  /** Arrays for so many samples' outputs. */
  float[][] outputs(int batch) {
    float[][] outputs = new float[graph.outputs().size()][];
    for (int o = 0; o < outputs.length; o++) {
      outputs[o] = new float[batch * Math.toIntExact(shape(o).elements())];
    }
    return outputs;
  }

  private Shape shape(int output) {
    return graph.node(graph.outputs().get(output).node()).shape();
  }

  private static float[] joined(List<List<Tensor>> samples, int input) {
    int size = samples.get(0).get(input).data().length;
    float[] all = new float[samples.size() * size];
    for (int s = 0; s < samples.size(); s++) {
      System.arraycopy(samples.get(s).get(input).data(), 0, all, s * size, size);
    }
    return all;
  }
}
