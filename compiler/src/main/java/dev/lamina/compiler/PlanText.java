package dev.lamina.compiler;

import dev.lamina.compiler.emit.Emitter;
import dev.lamina.compiler.emit.Listing;
import dev.lamina.compiler.loop.Kernel;
import dev.lamina.compiler.loop.KernelPrinter;
import dev.lamina.compiler.plan.Plan;
import dev.lamina.compiler.plan.Step;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;

/** Plans and classes as text. */
final class PlanText {
  private PlanText() {}

  /** The steps, then each kernel once. */
  static String of(Plan plan) {
    StringBuilder out = new StringBuilder();
    out.append("plan ").append(plan.graph().className());
    out.append(" for ").append(plan.target().id()).append('\n');
    Set<Kernel> kernels = new LinkedHashSet<>();
    for (Step step : plan.steps()) {
      out.append("  ").append(step.method()).append(": ").append(step.algorithm());
      out.append(", kernel ").append(step.kernel().name());
      out.append(", ").append(step.unitsPerTile()).append(" units\n");
      kernels.add(step.kernel());
    }
    for (Kernel kernel : kernels) {
      out.append('\n').append(KernelPrinter.print(kernel));
    }
    return out.toString();
  }

  static String assembly(Emitter.Emission emission) {
    return emission.classes().stream()
        .filter(c -> !c.name().equals("module-info"))
        .map(Listing::of)
        .collect(Collectors.joining("\n"));
  }
}
