package dev.lamina.compiler.jar;

import dev.lamina.compiler.emit.EmitOptions;
import dev.lamina.compiler.emit.Emitter;
import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.layer.Tensor;
import dev.lamina.compiler.plan.Plan;
import dev.lamina.compiler.plan.PlanOptions;
import dev.lamina.compiler.plan.Planner;
import dev.lamina.compiler.plan.Target;
import dev.lamina.runtime.LoadOptions;
import dev.lamina.runtime.Network;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Compiles and loads networks for tests. */
final class Networks {
  private Networks() {}

  /** Every variant of the network, with these weights. */
  static Bundle bundle(Graph graph, Map<String, Tensor> weights, EmitOptions options) {
    List<Plan> plans =
        Arrays.stream(Target.values())
            .map(target -> Planner.plan(graph, target, PlanOptions.defaults()))
            .toList();
    Emitter.Emission emission = Emitter.emit(graph, plans, options);
    try {
      return Bundle.of(
          graph, emission, "test", Optional.of(new MemoryTensors(weights).rawWeights()));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Loads the class in memory. */
  static Network load(Bundle bundle, LoadOptions options) {
    try {
      ClassLoader parent = Networks.class.getClassLoader();
      return load(new MemoryLoader(bundle, parent).networkClass(), options);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Network load(Class<?> network, LoadOptions options) {
    try {
      return (Network) network.getMethod("load", LoadOptions.class).invoke(null, options);
    } catch (InvocationTargetException e) {
      throw e.getCause() instanceof RuntimeException r ? r : new IllegalStateException(e);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }
}
