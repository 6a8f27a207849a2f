package dev.lamina.compiler.emit;

import dev.lamina.compiler.loop.Kernel;
import dev.lamina.compiler.plan.Target;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.util.Arrays;
import org.objectweb.asm.Opcodes;

/** A kernel in a class of its own, for measurements. */
public final class KernelClass {
  private static final String NAME = KernelClass.class.getPackageName() + ".Measured";

  private KernelClass() {}

  /** The kernel's method, its parameters in the order of {@link KernelEmitter#descriptor}. */
  public static MethodHandle define(Kernel kernel, Target target) {
    ClassBuilder builder = new ClassBuilder(Opcodes.ACC_SUPER, NAME, Names.OBJECT, kernel.name());
    Shuffles shuffles = new Shuffles(builder);
    new KernelMethods(target.fma(), false).of(kernel, builder, shuffles);
    shuffles.finish();
    try {
      MethodHandles.Lookup lookup =
          MethodHandles.lookup().defineHiddenClass(builder.finish().bytes(), true);
      return lookup.unreflect(
          Arrays.stream(lookup.lookupClass().getDeclaredMethods())
              .filter(m -> m.getName().startsWith("kernel_"))
              .findFirst()
              .orElseThrow());
    } catch (IllegalAccessException e) {
      throw new EmitException("the kernel " + kernel.name() + " cannot be defined: " + e);
    }
  }
}
