package dev.lamina.compiler.emit;

import dev.lamina.compiler.loop.Kernel;
import dev.lamina.compiler.loop.KernelPrinter;
import dev.lamina.compiler.loop.MicroKernel;
import dev.lamina.compiler.loop.Stmt;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.objectweb.asm.Opcodes;

/** The kernels of a program. Those that differ in nothing but names and comments are one method. */
final class KernelMethods {
  private final boolean fma;
  private final boolean warmUp;
  private final Map<Essence, Method> methods = new HashMap<>();
  private final IdentityHashMap<Kernel, Method> known = new IdentityHashMap<>();

  private final Map<Method, Micro> micros = new LinkedHashMap<>();

  /** All methods. */
  Collection<Method> all() {
    return methods.values();
  }

  /** All micro-kernels, in the order in which they were found. */
  List<Micro> micros() {
    return List.copyOf(micros.values());
  }

  /** A micro-kernel and its method. */
  record Micro(Method method, Kernel kernel) {}

  /** Where a kernel is. */
  record Method(String owner, String name, String descriptor) {}

  /**
   * No kernels yet.
   *
   * @param fma whether multiply-add is fused
   * @param warmUp whether micro-kernels take a last parameter, for {@link WarmUpEmitter}
   */
  KernelMethods(boolean fma, boolean warmUp) {
    this.fma = fma;
    this.warmUp = warmUp;
  }

  /** Whether micro-kernels can be warmed up. */
  boolean warmUp() {
    return warmUp;
  }

  /** The method of the kernel, which is added to {@code builder} unless there is one. */
  Method of(Kernel kernel, ClassBuilder builder, Shuffles shuffles) {
    Method method = known.get(kernel);
    if (method == null) {
      method = find(kernel, false, builder, shuffles);
      known.put(kernel, method);
    }
    return method;
  }

  /** Adds one more micro-kernel: all vector operations of the others. */
  void addOperations(ClassBuilder builder, Shuffles shuffles) {
    Kernel kernel = VectorOperations.of(micros.values().stream().map(Micro::kernel).toList());
    Method method = find(kernel, true, builder, shuffles);
    micros.put(method, new Micro(method, kernel));
  }

  private Method find(Kernel kernel, boolean idles, ClassBuilder builder, Shuffles shuffles) {
    Essence essence = essence(kernel, idles);
    Method method = methods.get(essence);
    if (method == null) {
      method = add(kernel, idles, builder, shuffles);
      methods.put(essence, method);
    }
    return method;
  }

  private Method add(Kernel kernel, boolean idles, ClassBuilder builder, Shuffles shuffles) {
    Map<Stmt.Micro, Call> micros = new HashMap<>();
    addMicros(kernel.body(), micros, builder, shuffles);
    String name = builder.uniqueMethod("kernel_" + kernel.name());
    String descriptor = KernelEmitter.descriptor(kernel, idles);
    try {
      builder.method(
          Opcodes.ACC_STATIC,
          name,
          descriptor,
          code -> KernelEmitter.emit(kernel, idles, code, fma, shuffles, micros));
    } catch (RuntimeException e) {
      throw new EmitException(
          "kernel " + kernel.name() + ": " + e.getMessage() + "\n" + KernelPrinter.print(kernel),
          e);
    }
    return new Method(builder.internalName(), name, descriptor);
  }

  /**
   * A call of a micro-kernel.
   *
   * @param micro what it is passed
   * @param idles whether it takes a last parameter, which is 0
   */
  record Call(Method method, MicroKernel micro, boolean idles) {}

  /** What makes a method. */
  private record Essence(Kernel kernel, boolean idles) {}

  /** Adds the micro-kernels of a block. */
  private void addMicros(
      List<Stmt> block, Map<Stmt.Micro, Call> micros, ClassBuilder builder, Shuffles shuffles) {
    for (Stmt statement : block) {
      if (statement instanceof Stmt.Micro s) {
        MicroKernel micro = MicroKernel.of(s);
        Method method = find(micro.kernel(), warmUp, builder, shuffles);
        this.micros.putIfAbsent(method, new Micro(method, micro.kernel()));
        micros.put(s, new Call(method, micro, warmUp));
      } else if (statement instanceof Stmt.For s) {
        addMicros(s.body(), micros, builder, shuffles);
      } else if (statement instanceof Stmt.If s) {
        addMicros(s.then(), micros, builder, shuffles);
        addMicros(s.otherwise(), micros, builder, shuffles);
      }
    }
  }

  private static Essence essence(Kernel kernel, boolean idles) {
    List<Stmt> body = withoutComments(kernel.body());
    return new Essence(new Kernel("", kernel.arrays(), kernel.ints(), body), idles);
  }

  private static List<Stmt> withoutComments(List<Stmt> block) {
    return block.stream()
        .filter(s -> !(s instanceof Stmt.Comment))
        .map(KernelMethods::withoutComments)
        .toList();
  }

  private static Stmt withoutComments(Stmt statement) {
    if (statement instanceof Stmt.For s) {
      return new Stmt.For(s.variable(), s.from(), s.to(), s.step(), withoutComments(s.body()));
    } else if (statement instanceof Stmt.If s) {
      return new Stmt.If(
          s.comparison(), s.a(), s.b(), withoutComments(s.then()), withoutComments(s.otherwise()));
    } else if (statement instanceof Stmt.Micro s) {
      return new Stmt.Micro("", withoutComments(s.body()));
    }
    return statement;
  }
}
