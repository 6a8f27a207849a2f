package dev.lamina.runtime;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Which variant runs.
 *
 * @param variant it
 * @param reason why, for {@code describe()}
 * @param fallback whether a faster one could not be taken
 */
record VariantChoice(Descriptor.Variant variant, String reason, boolean fallback) {
  /** Forces a variant for every network. */
  static final String PROPERTY = "lamina.variant";

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
    Descriptor.Variant variant =
        variants.stream()
            .filter(v -> v.id().equals(id))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        String.format(
                            "%s asks for the variant '%s', but the network has %s",
                            by,
                            id,
                            variants.stream()
                                .map(Descriptor.Variant::id)
                                .collect(Collectors.joining(", ")))));
    if (variant.vectorApi() && !machine.vectorModule()) {
      throw new IllegalArgumentException(
          String.format(
              "%s asks for the variant '%s', which needs the module jdk.incubator.vector: start"
                  + " Java with --add-modules jdk.incubator.vector",
              by, id));
    }
    return new VariantChoice(variant, "forced by " + by, false);
  }

  private static VariantChoice best(List<Descriptor.Variant> variants, Machine machine) {
    boolean anyVector = variants.stream().anyMatch(Descriptor.Variant::vectorApi);
    Optional<String> obstacle = obstacle(machine);
    if (anyVector && obstacle.isEmpty()) {
      Optional<Descriptor.Variant> widest =
          variants.stream()
              .filter(v -> v.vectorApi() && v.lanes() <= machine.lanes())
              .max(Comparator.comparingInt(Descriptor.Variant::lanes));
      if (widest.isPresent()) {
        String reason = "the JVM prefers vectors of " + machine.lanes() * Float.SIZE + " bits";
        return new VariantChoice(widest.get(), reason, false);
      }
      obstacle = Optional.of("the JVM's vectors are too narrow: " + machine.lanes() + " floats");
    }
    String reason = anyVector ? obstacle.orElseThrow() : "the network has no vector code";
    return new VariantChoice(withoutVectors(variants, machine.fma()), reason, anyVector);
  }

  private static Optional<String> obstacle(Machine machine) {
    if (!machine.fma()) {
      return Optional.of("the machine has no fused multiply-add");
    }
    if (machine.withoutC2().isPresent()) {
      return machine.withoutC2();
    }
    if (!machine.vectorModule()) {
      return Optional.of(
          "the module jdk.incubator.vector is not there; start Java with --add-modules"
              + " jdk.incubator.vector for the faster code");
    }
    return Optional.empty();
  }

  private static Descriptor.Variant withoutVectors(List<Descriptor.Variant> variants, boolean fma) {
    return variants.stream()
        .filter(v -> !v.vectorApi())
        .min(Comparator.comparing(v -> v.fma() != fma))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "the network has vector code only, which this JVM cannot run; start Java with"
                        + " --add-modules jdk.incubator.vector, or compile it with more variants"));
  }
}
