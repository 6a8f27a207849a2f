package dev.lamina.compiler.emit;

import dev.lamina.compiler.loop.Array;
import dev.lamina.compiler.loop.Kernel;
import dev.lamina.compiler.loop.Local;
import dev.lamina.compiler.loop.LocalUses;
import dev.lamina.compiler.loop.Type;
import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.Opcodes;

/**
 * Writes {@code warmUp}, which calls every micro-kernel once on pretend work: innermost loops turn
 * as often as the caller wants, others once; all other integers are 0, or 1 where something is
 * divided by them, all arrays are the caller's.
 */
final class WarmUpEmitter {
  private static final String DESCRIPTOR = "([F[I[[FI)V";
  private static final int FLOATS = 0;
  private static final int TABLE = 1;
  private static final int ROWS = 2;
  private static final int TURNS = 3;

  /** Calls in a method, which must stay small enough for the JIT. */
  private static final int GROUP = 100;

  private WarmUpEmitter() {}

  static void emit(ClassBuilder program, List<KernelMethods.Micro> micros) {
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < micros.size(); i += GROUP) {
      List<KernelMethods.Micro> group = micros.subList(i, Math.min(i + GROUP, micros.size()));
      String part = program.uniqueMethod("warmUp" + (parts.size() + 1));
      program.method(Opcodes.ACC_STATIC, part, DESCRIPTOR, code -> calls(code, group));
      parts.add(part);
    }
    program.method(
        Opcodes.ACC_PROTECTED,
        "warmUp",
        DESCRIPTOR,
        code -> {
          for (String part : parts) {
            code.loadReference(FLOATS + 1);
            code.loadReference(TABLE + 1);
            code.loadReference(ROWS + 1);
            code.loadInt(TURNS + 1);
            code.callStatic(program.internalName(), part, DESCRIPTOR);
          }
          code.op(Opcodes.RETURN);
        });
  }

  private static void calls(Code code, List<KernelMethods.Micro> micros) {
    for (KernelMethods.Micro micro : micros) {
      arguments(code, micro.kernel());
      KernelMethods.Method method = micro.method();
      code.callStatic(method.owner(), method.name(), method.descriptor());
    }
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
  }
}
