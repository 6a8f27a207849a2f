package dev.lamina.compiler.emit;

import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.plan.Plan;
import dev.lamina.runtime.Descriptor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** From plans to classes. */
public final class Emitter {
  private Emitter() {}

  /**
   * What is generated for a network.
   *
   * @param className the binary name of the network's class
   * @param classes the network's class first, {@code module-info} last if there is one
   * @param variants what the runtime is told about the programs, in the order of the plans
   */
  public record Emission(
      String className, List<ClassFile> classes, List<Descriptor.Variant> variants) {
    public Emission {
      classes = List.copyOf(classes);
      variants = List.copyOf(variants);
    }
  }

  /**
   * Emits a network.
   *
   * @param graph the network as elaborated
   * @param plans one for each variant
   * @param loadsAlone whether it can be loaded without a weights file
   * @param optionalVectorModule whether the vector module is used only where it is there
   * @throws EmitException if a plan cannot be emitted; an error of the compiler
   */
  public static Emission emit(
      Graph graph, List<Plan> plans, boolean loadsAlone, boolean optionalVectorModule) {
    String sourceFile = sourceFile(graph);
    List<ClassFile> classes = new ArrayList<>();
    List<Descriptor.Variant> variants = new ArrayList<>();
    classes.add(NetworkEmitter.emit(graph, sourceFile, loadsAlone));
    for (Plan plan : plans) {
      ProgramEmitter.Program program = ProgramEmitter.emit(plan, sourceFile);
      classes.addAll(program.classes());
      variants.add(program.variant());
    }
    int dot = graph.className().lastIndexOf('.');
    if (dot > 0) {
      VectorModule module = vectorModule(plans, optionalVectorModule);
      classes.add(ModuleEmitter.emit(graph.className().substring(0, dot), module));
    }
    return new Emission(graph.className(), classes, variants);
  }

  private static VectorModule vectorModule(List<Plan> plans, boolean optional) {
    if (plans.stream().noneMatch(plan -> plan.target().vectorApi())) {
      return VectorModule.UNUSED;
    }
    return optional ? VectorModule.OPTIONAL : VectorModule.REQUIRED;
  }

  private static String sourceFile(Graph graph) {
    String name = graph.source().name();
    return graph.source().path().map(Path::getFileName).map(Path::toString).orElse(name);
  }
}
