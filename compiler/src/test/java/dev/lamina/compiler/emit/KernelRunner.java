package dev.lamina.compiler.emit;

import dev.lamina.compiler.loop.Kernel;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import org.objectweb.asm.Opcodes;

/** Emits a kernel into a class of its own and runs it. */
final class KernelRunner {
  private final Method method;

  private KernelRunner(Method method) {
    this.method = method;
  }

  static KernelRunner emit(Kernel kernel, boolean fma) {
    ClassBuilder builder =
        new ClassBuilder(Opcodes.ACC_SUPER, "test.Kernels", Names.OBJECT, "test.nn");
    Shuffles shuffles = new Shuffles(builder);
    new KernelMethods(fma, false).of(kernel, builder, shuffles);
    shuffles.finish();
    ClassFile classFile = builder.finish();
    ClassChecks.verify(classFile);
    Class<?> defined = new Classes(List.of(classFile)).load("test.Kernels");
    Method method =
        Arrays.stream(defined.getDeclaredMethods())
            .filter(m -> m.getName().equals("kernel_" + kernel.name()))
            .findFirst()
            .orElseThrow();
    method.setAccessible(true);
    return new KernelRunner(method);
  }

  /** Runs it with the arguments that the interpreter takes, too. */
  void run(Object... arguments) {
    try {
      method.invoke(null, arguments);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new AssertionError(e);
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }
}
