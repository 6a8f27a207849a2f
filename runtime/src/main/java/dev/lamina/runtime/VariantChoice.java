package dev.lamina.runtime;

import java.util.List;

/** Which variant runs. Not a record, which would take more of the runtime's jar. */
final class VariantChoice {
  /** Forces a variant for every network. */
  static final String PROPERTY = "lamina.variant";

  private static final String ADD_MODULE = "--add-modules jdk.incubator.vector";

  private final Descriptor.Variant variant;
  private final String reason;
  private final boolean fallback;

  private VariantChoice(Descriptor.Variant variant, String reason, boolean fallback) {
    this.variant = variant;
    this.reason = reason;
    this.fallback = fallback;
  }

  Descriptor.Variant variant() {
    return variant;
  }

  /** Why it runs, for {@code describe()}. */
  String reason() {
    return reason;
  }

  /** Whether a faster one could not be taken. */
  boolean fallback() {
    return fallback;
  }

  /** Chooses by the options, else by the property's value, else by what the machine can do. */
  static VariantChoice choose(
      List<Descriptor.Variant> variants, Machine machine, LoadOptions options, String property) {
    if (options.variant().isPresent()) {
      return forced(variants, machine, options.variant().get(), "LoadOptions.variant");
    }
    if (property != null) {
      return forced(variants, machine, property, "the property " + PROPERTY);
    }
    return best(variants, machine);
  }

  private static VariantChoice forced(
      List<Descriptor.Variant> variants, Machine machine, String id, String by) {
    String asks = by + " asks for the variant '" + id + "', ";
    StringBuilder ids = new StringBuilder();
    for (Descriptor.Variant variant : variants) {
      if (!variant.id().equals(id)) {
        ids.append(ids.length() == 0 ? "" : ", ").append(variant.id());
      } else if (variant.vectorApi() && !machine.vectorModule()) {
        throw new IllegalArgumentException(
            asks + "which needs the module jdk.incubator.vector: start Java with " + ADD_MODULE);
      } else {
        return new VariantChoice(variant, "forced by " + by, false);
      }
    }
    throw new IllegalArgumentException(asks + "but the network has " + ids);
  }

  private static VariantChoice best(List<Descriptor.Variant> variants, Machine machine) {
    boolean anyVector = false;
    Descriptor.Variant widest = null;
    Descriptor.Variant plain = null;
    for (Descriptor.Variant variant : variants) {
      if (!variant.vectorApi()) {
        plain = plain == null || variant.fma() == machine.fma() ? variant : plain;
        continue;
      }
      anyVector = true;
      if (variant.lanes() <= machine.lanes()
          && (widest == null || variant.lanes() > widest.lanes())) {
        widest = variant;
      }
    }
    String obstacle = anyVector ? obstacle(machine) : "the network has no vector code";
    if (obstacle == null && widest != null) {
      String reason = "the JVM prefers vectors of " + machine.lanes() * Float.SIZE + " bits";
      return new VariantChoice(widest, reason, false);
    }
    if (obstacle == null) {
      obstacle = "the JVM's vectors are too narrow: " + machine.lanes() + " floats";
    }
    if (plain == null) {
      throw new IllegalArgumentException(
          "the network has vector code only, which this JVM cannot run; start Java with "
              + ADD_MODULE
              + ", or compile it with more variants");
    }
    return new VariantChoice(plain, obstacle, anyVector);
  }

  /** Why vector code would not be fast, or null. */
  private static String obstacle(Machine machine) {
    if (!machine.fma()) {
      return "the machine has no fused multiply-add";
    }
    if (machine.withoutC2().isPresent()) {
      return machine.withoutC2().get();
    }
    return machine.vectorModule()
        ? null
        : "the module jdk.incubator.vector is not there; start Java with "
            + ADD_MODULE
            + " for the faster code";
  }
}
