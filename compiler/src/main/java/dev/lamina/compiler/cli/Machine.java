package dev.lamina.compiler.cli;

import dev.lamina.compiler.plan.Target;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** What code this machine is likely to run. */
final class Machine {
  private static final String MODULE = "jdk.incubator.vector";

  /** Of a table that goes to no terminal. */
  private static final int COLUMNS = 120;

  /** Tables in narrower terminals are unreadable anyway. */
  private static final int NARROWEST = 80;

  private Machine() {}

  /** Whether the JVM was started with the vector module. */
  static boolean hasVectors() {
    return ModuleLayer.boot().findModule(MODULE).isPresent();
  }

  /** The target of the vectors the JVM prefers, or scalar code where it has none. */
  static Target preferred() {
    int lanes = ModuleLayer.boot().findModule(MODULE).map(Machine::lanes).orElse(1);
    Target best = Target.SCALAR;
    for (Target target : Target.values()) {
      if (target.fma() && target.lanes() <= lanes && target.lanes() > best.lanes()) {
        best = target;
      }
    }
    return best;
  }

  /** How wide tables may be: as the terminal is, which the launcher tells. */
  static int columns() {
    int told = Integer.getInteger("lamina.columns", COLUMNS);
    return told <= 0 ? COLUMNS : Math.max(told, NARROWEST);
  }

  /** The targets to compile for a network that runs here and now. */
  static Set<Target> targets(Optional<Target> forced) {
    return forced.isPresent()
        ? EnumSet.of(forced.get())
        : EnumSet.of(Target.SCALAR, Target.PLAIN, preferred());
  }

  private static int lanes(Module module) {
    try {
      Object species =
          Class.forName(module, MODULE + ".FloatVector").getField("SPECIES_PREFERRED").get(null);
      Class<?> type = Class.forName(module, MODULE + ".VectorSpecies");
      return (Integer) type.getMethod("length").invoke(species);
    } catch (ReflectiveOperationException | LinkageError e) {
      return 1;
    }
  }
}
