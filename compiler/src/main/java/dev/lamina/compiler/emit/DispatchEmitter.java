package dev.lamina.compiler.emit;

import dev.lamina.compiler.plan.Step;
import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;

/**
 * Writes {@code run} and {@code step}, which find the methods of steps. Where there are many steps,
 * groups of them have methods of their own, so that none grows too large.
 */
final class DispatchEmitter {
  /** Steps in a group. */
  static final int GROUP = 128;

  private static final String FRAME_TYPE = Names.descriptor(Names.FRAME);
  private static final String RUN = "(" + FRAME_TYPE + ")V";
  private static final String STEP = "(I" + FRAME_TYPE + "II)V";
  private static final String OUT_OF_BOUNDS = "java/lang/IndexOutOfBoundsException";

  /** The method of a step, which has that place among all of the program's. */
  record Target(String owner, String method, Step step, int index) {}

  /** The methods that run a group of steps. */
  record Group(String owner, String run, String step) {}

  private DispatchEmitter() {}

  /** Adds static methods that run the steps, of one class, to it. */
  static Group group(ClassBuilder builder, List<Target> targets, StepClock clock) {
    Group group =
        new Group(
            builder.internalName(), builder.uniqueMethod("run"), builder.uniqueMethod("step"));
    builder.method(Opcodes.ACC_STATIC, group.run(), RUN, code -> run(code, targets, 0, clock));
    builder.method(Opcodes.ACC_STATIC, group.step(), STEP, code -> step(code, targets, 0));
    return group;
  }

  /** Implements the methods of {@code Program} by calling the steps. */
  static void steps(ClassBuilder program, List<Target> targets, StepClock clock) {
    program.method(Opcodes.ACC_PROTECTED, "run", RUN, code -> run(code, targets, 1, clock));
    program.method(Opcodes.ACC_PROTECTED, "step", STEP, code -> step(code, targets, 1));
  }

  /** Implements the methods of {@code Program} by calling groups. */
  static void groups(ClassBuilder program, List<Group> groups) {
    program.method(Opcodes.ACC_PROTECTED, "run", RUN, code -> runGroups(code, groups));
    program.method(Opcodes.ACC_PROTECTED, "step", STEP, code -> stepOfGroup(code, groups));
  }

  private static void run(Code code, List<Target> targets, int frame, StepClock clock) {
    clock.start(code);
    for (Target target : targets) {
      code.loadReference(frame);
      code.push(0);
      units(code, target.step(), frame);
      code.callStatic(target.owner(), target.method(), StepEmitter.DESCRIPTOR);
      clock.lap(code, target.index());
    }
    code.op(Opcodes.RETURN);
  }

  /** {@code ceil(batch / tile) * unitsPerTile}. */
  private static void units(Code code, Step step, int frame) {
    code.loadReference(frame);
    code.getField(Names.FRAME, "batch", "I");
    if (step.tile() > 1) {
      code.push(1);
      code.op(Opcodes.ISUB);
      code.push(step.tile());
      code.op(Opcodes.IDIV);
      code.push(1);
      code.op(Opcodes.IADD);
    }
    if (step.unitsPerTile() != 1) {
      code.push(step.unitsPerTile());
      code.op(Opcodes.IMUL);
    }
  }

  /** A method whose arguments from slot {@code index} are the index, the frame and two units. */
  private static void step(Code code, List<Target> targets, int index) {
    List<Runnable> cases = new ArrayList<>();
    for (Target target : targets) {
      cases.add(
          () -> {
            arguments(code, index);
            code.callStatic(target.owner(), target.method(), StepEmitter.DESCRIPTOR);
          });
    }
    code.loadInt(index);
    choose(code, cases, index);
  }

  private static void runGroups(Code code, List<Group> groups) {
    for (Group group : groups) {
      code.loadReference(1);
      code.callStatic(group.owner(), group.run(), RUN);
    }
    code.op(Opcodes.RETURN);
  }

  private static void stepOfGroup(Code code, List<Group> groups) {
    List<Runnable> cases = new ArrayList<>();
    for (int i = 0; i < groups.size(); i++) {
      Group group = groups.get(i);
      int first = i * GROUP;
      cases.add(
          () -> {
            code.loadInt(1);
            code.push(first);
            code.op(Opcodes.ISUB);
            arguments(code, 1);
            code.callStatic(group.owner(), group.step(), STEP);
          });
    }
    code.loadInt(1);
    code.push(Integer.numberOfTrailingZeros(GROUP));
    code.op(Opcodes.ISHR);
    choose(code, cases, 1);
  }

  private static void arguments(Code code, int index) {
    code.loadReference(index + 1);
    code.loadInt(index + 2);
    code.loadInt(index + 3);
  }

  private static void choose(Code code, List<Runnable> cases, int index) {
    Label none = new Label();
    if (!cases.isEmpty()) {
      Label[] labels = cases.stream().map(c -> new Label()).toArray(Label[]::new);
      code.tableSwitch(none, labels);
      for (int i = 0; i < labels.length; i++) {
        code.label(labels[i]);
        cases.get(i).run();
        code.op(Opcodes.RETURN);
      }
    } else {
      code.op(Opcodes.POP);
    }
    code.label(none);
    code.type(Opcodes.NEW, OUT_OF_BOUNDS);
    code.op(Opcodes.DUP);
    code.loadInt(index);
    code.callConstructor(OUT_OF_BOUNDS, "(I)V");
    code.op(Opcodes.ATHROW);
  }
}
