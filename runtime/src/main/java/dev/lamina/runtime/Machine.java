package dev.lamina.runtime;

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

  /** Finds out what the JVM can do for that class. Links no vector class but through reflection. */
  static Machine probe(Class<?> network) {
    Optional<Module> module = vectorModule(network);
    Optional<String> withoutC2 = missingC2();
    int lanes = module.isPresent() && withoutC2.isEmpty() ? preferredLanes(module.get()) : 0;
    return new Machine(module.isPresent(), lanes, withoutC2, FusedMultiplyAdd.IN_HARDWARE);
  }

  private static Optional<Module> vectorModule(Class<?> network) {
    Module own = network.getModule();
    ModuleLayer layer = own.isNamed() ? own.getLayer() : ModuleLayer.boot();
    return Optional.ofNullable(layer).flatMap(l -> l.findModule(MODULE)).filter(own::canRead);
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
}
