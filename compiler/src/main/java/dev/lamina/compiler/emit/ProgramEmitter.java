package dev.lamina.compiler.emit;

import dev.lamina.compiler.plan.Plan;
import dev.lamina.compiler.plan.Step;
import dev.lamina.runtime.Descriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.objectweb.asm.ClassTooLargeException;
import org.objectweb.asm.Opcodes;

/**
 * Writes the code of one variant: the subclass of {@code Program}, and classes with groups of its
 * steps where they do not fit into one.
 */
final class ProgramEmitter {
  /** Groups of steps in a class. */
  private static final int GROUPS = 8;

  private final Plan plan;
  private final String name;
  private final String sourceFile;
  private final int groupsPerClass;
  private final boolean timed;
  private final KernelMethods kernels;
  private final Tables tables = new Tables();
  private final List<ClassFile> classes = new ArrayList<>();
  private final List<Descriptor.Step> descriptions = new ArrayList<>();

  /**
   * The code of a variant.
   *
   * @param variant what the runtime is told about it
   * @param classes its classes
   */
  record Program(Descriptor.Variant variant, List<ClassFile> classes) {}

  private ProgramEmitter(
      Plan plan, String sourceFile, boolean warmsUp, boolean timed, int groupsPerClass) {
    this.timed = timed;
    this.plan = plan;
    this.sourceFile = sourceFile;
    this.groupsPerClass = groupsPerClass;
    this.name = plan.graph().className() + "$" + capitalized(plan.target().id());
    this.kernels = new KernelMethods(plan.target().fma(), warmsUp);
  }

  /**
   * The code of a plan.
   *
   * @param warmsUp whether its micro-kernels can be warmed up
   * @param timed whether it takes the time of its steps
   */
  static Program emit(Plan plan, String sourceFile, boolean warmsUp, boolean timed) {
    for (int groups = GROUPS; ; groups /= 2) {
      try {
        return new ProgramEmitter(plan, sourceFile, warmsUp, timed, groups).emit();
      } catch (ClassTooLargeException e) {
        if (groups == 1) {
          throw new EmitException("class " + e.getClassName() + " is too large", e);
        }
      }
    }
  }

  private Program emit() {
    ClassBuilder program = newClass(Opcodes.ACC_FINAL | Opcodes.ACC_SUPER, name, Names.PROGRAM);
    program.method(0, "<init>", "()V", ProgramEmitter::constructor);
    StepClock clock = StepClock.of(program, timed);
    List<Step> steps = plan.steps();
    Shuffles shuffles = new Shuffles(program);
    if (steps.size() <= DispatchEmitter.GROUP) {
      DispatchEmitter.steps(program, steps(program, steps, shuffles), clock);
    } else {
      DispatchEmitter.groups(program, groups(clock));
    }
    if (kernels.warmUp()) {
      WarmUpEmitter.emit(program, kernels, shuffles);
    }
    shuffles.finish();
    classes.add(0, program.finish());
    return new Program(describe(), classes);
  }

  private List<DispatchEmitter.Group> groups(StepClock clock) {
    List<DispatchEmitter.Group> groups = new ArrayList<>();
    List<List<Step>> slices = slices(plan.steps(), DispatchEmitter.GROUP);
    for (List<List<Step>> part : slices(slices, groupsPerClass)) {
      String partName = name + "$" + (classes.size() + 1);
      ClassBuilder builder =
          newClass(Opcodes.ACC_FINAL | Opcodes.ACC_SUPER, partName, Names.OBJECT);
      Shuffles shuffles = new Shuffles(builder);
      for (List<Step> slice : part) {
        groups.add(DispatchEmitter.group(builder, steps(builder, slice, shuffles), clock));
      }
      shuffles.finish();
      classes.add(builder.finish());
    }
    return groups;
  }

  private static <T> List<List<T>> slices(List<T> list, int size) {
    List<List<T>> slices = new ArrayList<>();
    for (int i = 0; i < list.size(); i += size) {
      slices.add(list.subList(i, Math.min(i + size, list.size())));
    }
    return slices;
  }

  private List<DispatchEmitter.Target> steps(
      ClassBuilder builder, List<Step> steps, Shuffles shuffles) {
    List<DispatchEmitter.Target> targets = new ArrayList<>();
    for (Step step : steps) {
      KernelMethods.Method kernel = kernels.of(step.kernel(), builder, shuffles);
      String method = builder.uniqueMethod(step.method());
      builder.method(
          Opcodes.ACC_STATIC,
          method,
          StepEmitter.DESCRIPTOR,
          code -> StepEmitter.emit(code, step, kernel, tables, plan.graph().inputs().size()));
      targets.add(
          new DispatchEmitter.Target(builder.internalName(), method, step, descriptions.size()));
      descriptions.add(
          new Descriptor.Step(method, step.tile(), step.unitsPerTile(), step.costPerUnit()));
    }
    return targets;
  }

  private Descriptor.Variant describe() {
    return new Descriptor.Variant(
        plan.target().id(),
        plan.target().lanes(),
        plan.target().fma(),
        name,
        descriptions,
        tables.toList(),
        plan.scratch(),
        plan.chunk(),
        plan.load());
  }

  private ClassBuilder newClass(int access, String className, String superName) {
    return new ClassBuilder(access, className, superName, sourceFile);
  }

  private static void constructor(Code code) {
    code.loadReference(0);
    code.callConstructor(Names.PROGRAM, "()V");
    code.op(Opcodes.RETURN);
  }

  private static String capitalized(String id) {
    return id.substring(0, 1).toUpperCase(Locale.ROOT) + id.substring(1);
  }
}
