package dev.lamina.runtime;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Optional;

/**
 * What the JVM can do, as far as it decides between variants.
 *
 * @param vectorModule whether the network's class can use {@code jdk.incubator.vector}
 * @param lanes floats in a vector of the width the JVM prefers; 0 without the module
 * @param withoutC2 empty if vector code will be compiled by C2, else why not
 * @param fma whether fused multiply-add is an instruction
 */
record Machine(boolean vectorModule, int lanes, Optional<String> withoutC2, boolean fma) {
  private static final String MODULE = "jdk.incubator.vector";
  private static final int TRIES = 20;
  private static final int CALLS = 8;
  private static final long LIMIT_NANOS = 1000;

  /** Finds out what the JVM can do for that class. Links no vector class but through reflection. */
  static Machine probe(MethodHandles.Lookup network) {
    Optional<Module> module = vectorModule(network);
    Optional<String> withoutC2 = missingC2();
    int lanes = module.isPresent() && withoutC2.isEmpty() ? preferredLanes(module.get()) : 0;
    return new Machine(module.isPresent(), lanes, withoutC2, measureFma());
  }

  private static Optional<Module> vectorModule(MethodHandles.Lookup network) {
    Module own = network.lookupClass().getModule();
    ModuleLayer layer = own.isNamed() ? own.getLayer() : ModuleLayer.boot();
    Optional<Module> module = layer == null ? Optional.empty() : layer.findModule(MODULE);
    return module.isPresent() && reads(network, own, module.get()) ? module : Optional.empty();
  }

  /** A module may add to what it reads itself; the lookup acts in its name. */
  private static boolean reads(MethodHandles.Lookup network, Module own, Module other) {
    if (own.canRead(other)) {
      return true; // adding takes 20 ms
    }
    try {
      MethodType type = MethodType.methodType(Module.class, Module.class);
      Object same = network.findVirtual(Module.class, "addReads", type).invoke(own, other);
      return same == own;
    } catch (Throwable e) {
      return false;
    }
  }

  private static int preferredLanes(Module module) {
    try {
      Object species =
          Class.forName(module, MODULE + ".FloatVector").getField("SPECIES_PREFERRED").get(null);
      Object length =
          Class.forName(module, MODULE + ".VectorSpecies").getMethod("length").invoke(species);
      return (Integer) length;
    } catch (ReflectiveOperationException | LinkageError | NullPointerException e) {
      return 0;
    }
  }

  private static Optional<String> missingC2() {
    String name = property("java.vm.name");
    String info = property("java.vm.info");
    if (!name.contains("HotSpot") && !name.contains("OpenJDK")) {
      return Optional.of("vector code is not proven on this JVM (" + name + ")");
    }
    if (property("java.vm.version").contains("jvmci")) {
      return Optional.of("vector code is not proven on this JVM's compiler (JVMCI)");
    }
    if (info.contains("interpreted")) {
      return Optional.of("the JVM runs without compilers (-Xint)");
    }
    if (info.contains("emulated-client")
        || (name + property("sun.management.compiler")).contains("Client")) {
      return Optional.of("the JVM runs without its C2 compiler");
    }
    return Optional.empty();
  }

  private static String property(String name) {
    return System.getProperty(name, "");
  }

  /**
   * Whether {@code Math.fma} is an instruction. Measured, because the JVM's flag is only to be had
   * from the management module, which takes a tenth of a second to load. Interpreted, an
   * instruction takes 0.03 us; emulated, 10 us.
   */
  private static boolean measureFma() {
    for (int i = 0; i < TRIES; i++) {
      long start = System.nanoTime();
      float value = 1.1f + i;
      for (int call = 0; call < CALLS; call++) {
        value = Math.fma(value, 0.7f, 0.3f);
      }
      if (System.nanoTime() - start < LIMIT_NANOS && value < TRIES) {
        return true;
      }
    }
    return false;
  }
}
