package dev.lamina.compiler.emit;

import dev.lamina.compiler.loop.Array;
import dev.lamina.compiler.loop.Kernel;
import dev.lamina.compiler.loop.Local;
import dev.lamina.compiler.loop.LocalUses;
import dev.lamina.compiler.loop.Type;
import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;

/**
 * Writes {@code warmUp}, which calls a micro-kernel on pretend work: innermost loops turn as often
 * as the caller wants, others once; all other integers are 0, or 1 where something is divided by
 * them, all arrays are the caller's. Each micro-kernel is called in a method of its own, which
 * stays cold itself.
 */
final class WarmUpEmitter {
  private static final String CALLS = "([F[I[[FIII)V";
  private static final String DESCRIPTOR = "(I[F[I[[FIII)V";
  private static final int FLOATS = 0;
  private static final int TABLE = 1;
  private static final int ROWS = 2;
  private static final int TURNS = 3;
  private static final int COUNT = 4;
  private static final int IDLE = 5;
  private static final int CALL = 6;

  /** Kernels in a switch. */
  private static final int GROUP = 200;

  private WarmUpEmitter() {}

  /**
   * Writes it for all micro-kernels that there are, and behind the last for {@link
   * VectorOperations}.
   */
  static void emit(ClassBuilder program, KernelMethods kernels, Shuffles shuffles) {
    int count = kernels.micros().size();
    kernels.addOperations(program, shuffles);
    program.method(
        Opcodes.ACC_PROTECTED,
        "microKernels",
        "()I",
        code -> {
          code.push(count);
          code.op(Opcodes.IRETURN);
        });
    List<String> calls = new ArrayList<>();
    for (KernelMethods.Micro micro : kernels.micros()) {
      String name = program.uniqueMethod("warmUp_" + micro.method().name());
      program.method(Opcodes.ACC_STATIC, name, CALLS, code -> calls(code, micro));
      calls.add(name);
    }
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < calls.size(); i += GROUP) {
      int first = i;
      List<String> group = calls.subList(i, Math.min(i + GROUP, calls.size()));
      String name = program.uniqueMethod("warmUp_" + (i / GROUP + 1));
      program.method(
          Opcodes.ACC_STATIC, name, DESCRIPTOR, code -> choose(code, program, first, group));
      parts.add(name);
    }
    program.method(
        Opcodes.ACC_PROTECTED, "warmUp", DESCRIPTOR, code -> choosePart(code, program, parts));
  }

  private static void choosePart(Code code, ClassBuilder program, List<String> parts) {
    for (int i = 0; i < parts.size(); i++) {
      Label other = new Label();
      code.loadInt(1);
      code.push((i + 1) * GROUP);
      code.jump(Opcodes.IF_ICMPGE, other);
      code.loadInt(1);
      passOn(code, 2);
      code.callStatic(program.internalName(), parts.get(i), DESCRIPTOR);
      code.op(Opcodes.RETURN);
      code.label(other);
    }
    code.op(Opcodes.RETURN);
  }

  private static void choose(Code code, ClassBuilder program, int first, List<String> calls) {
    Label none = new Label();
    Label[] labels = calls.stream().map(c -> new Label()).toArray(Label[]::new);
    code.loadInt(0);
    code.push(first);
    code.op(Opcodes.ISUB);
    code.tableSwitch(none, labels);
    for (int i = 0; i < labels.length; i++) {
      code.label(labels[i]);
      passOn(code, 1);
      code.callStatic(program.internalName(), calls.get(i), CALLS);
      code.op(Opcodes.RETURN);
    }
    code.label(none);
    code.op(Opcodes.RETURN);
  }

  /** Pushes what a method that calls a kernel takes, from the slots after {@code slot}. */
  private static void passOn(Code code, int slot) {
    code.loadReference(slot + FLOATS);
    code.loadReference(slot + TABLE);
    code.loadReference(slot + ROWS);
    code.loadInt(slot + TURNS);
    code.loadInt(slot + COUNT);
    code.loadInt(slot + IDLE);
  }

  private static void calls(Code code, KernelMethods.Micro micro) {
    Label test = new Label();
    Label end = new Label();
    code.push(0);
    code.storeInt(CALL);
    code.label(test);
    code.loadInt(CALL);
    code.loadInt(COUNT);
    code.jump(Opcodes.IF_ICMPGE, end);
    arguments(code, micro.kernel());
    KernelMethods.Method method = micro.method();
    code.callStatic(method.owner(), method.name(), method.descriptor());
    code.increment(CALL, 1);
    code.jump(Opcodes.GOTO, test);
    code.label(end);
    code.op(Opcodes.RETURN);
  }

  private static void arguments(Code code, Kernel kernel) {
    for (Array array : kernel.arrays()) {
      switch (array.kind()) {
        case FLOATS, ROW -> code.loadReference(FLOATS);
        case TABLE -> code.loadReference(TABLE);
        case ROWS -> code.loadReference(ROWS);
        case BYTES -> throw new EmitException("bytes in a micro-kernel");
      }
      if (KernelEmitter.hasBase(array)) {
        code.push(0);
      }
    }
    LocalUses uses = LocalUses.of(kernel.body());
    for (Local local : kernel.ints()) {
      if (local.type().kind() == Type.Kind.FLOAT) {
        code.push(1f);
      } else if (uses.bounds().contains(local)) {
        code.loadInt(TURNS);
      } else {
        boolean one = uses.outerBounds().contains(local) || uses.divisors().contains(local);
        code.push(one ? 1 : 0);
      }
    }
    code.loadInt(IDLE);
  }
}
