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
   * @param classes {@code module-info} first, if the class has a package, then the network's class
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
   * @throws EmitException if a plan cannot be emitted; an error of the compiler
   */
  public static Emission emit(Graph graph, List<Plan> plans, EmitOptions options) {
    String sourceFile = sourceFile(graph);
    List<ClassFile> classes = new ArrayList<>();
    List<Descriptor.Variant> variants = new ArrayList<>();
    classes.add(NetworkEmitter.emit(graph, sourceFile, options.loadsAlone()));
    for (Plan plan : plans) {
      ProgramEmitter.Program program =
          ProgramEmitter.emit(plan, sourceFile, warmsUp(plan, options), options.timed());
      classes.addAll(program.classes());
      variants.add(program.variant());
    }
    return new Emission(graph.className(), packaged(graph, plans, classes, options), variants);
  }

  /** Whether calls take so long that vector code should be ready for the first. */
  private static boolean warmsUp(Plan plan, EmitOptions options) {
    long cost =
        plan.steps().stream().mapToLong(step -> step.unitsPerTile() * step.costPerUnit()).sum();
    return plan.target().vectorApi() && cost >= options.warmUpFrom();
  }

  private static List<ClassFile> packaged(
      Graph graph, List<Plan> plans, List<ClassFile> classes, EmitOptions options) {
    String className = graph.className();
    String packageName = className.substring(0, Math.max(0, className.lastIndexOf('.')));
    String runtimePackage = packageName.isEmpty() ? "runtime" : packageName + ".runtime";
    List<ClassFile> all = new ArrayList<>();
    if (!packageName.isEmpty()) {
      VectorModule module = vectorModule(plans, options.optionalVectorModule());
      all.add(
          options.standalone()
              ? ModuleEmitter.standalone(packageName, runtimePackage, module)
              : ModuleEmitter.emit(packageName, module));
    }
    all.addAll(options.standalone() ? RuntimeCopy.into(runtimePackage, classes) : classes);
    return all;
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
