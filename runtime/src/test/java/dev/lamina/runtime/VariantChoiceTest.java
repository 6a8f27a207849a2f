package dev.lamina.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.invoke.MethodHandles;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VariantChoiceTest {
  private static final List<Descriptor.Variant> ALL =
      List.of(
          variant("simd512", 16, true),
          variant("plain", 1, false),
          variant("scalar", 1, true),
          variant("simd128", 4, true),
          variant("simd256", 8, true));

  private static final LoadOptions DEFAULTS = LoadOptions.defaults();

  private static Descriptor.Variant variant(String id, int lanes, boolean fma) {
    return new Descriptor.Variant(
        id,
        lanes,
        fma,
        "X",
        List.of(),
        List.of(),
        List.of(),
        1,
        new LoadProgram(List.of(), List.of(), List.of()));
  }

  private static Machine machine(boolean module, int lanes, String withoutC2, boolean fma) {
    return new Machine(module, lanes, Optional.ofNullable(withoutC2), fma);
  }

  @ParameterizedTest
  @CsvSource({
    "true, 16, , true, simd512, false, vectors of 512 bits",
    "true, 8, , true, simd256, false, vectors of 256 bits",
    "true, 4, , true, simd128, false, vectors of 128 bits",
    "true, 32, , true, simd512, false, vectors of 1024 bits",
    "true, 2, , true, scalar, true, too narrow",
    "false, 0, , true, scalar, true, --add-modules",
    "true, 0, interpreted, true, scalar, true, interpreted",
    "true, 16, , false, plain, true, no fused multiply-add",
    "false, 0, , false, plain, true, no fused multiply-add",
  })
  void choosesForTheMachine(
      boolean module,
      int lanes,
      String withoutC2,
      boolean fma,
      String id,
      boolean fallback,
      String reason) {
    VariantChoice choice =
        VariantChoice.choose(ALL, machine(module, lanes, withoutC2, fma), DEFAULTS, null);
    assertEquals(id, choice.variant().id());
    assertEquals(fallback, choice.fallback());
    assertTrue(choice.reason().contains(reason), choice.reason());
  }

  @Test
  void networksWithoutVectorCodeDoNotFallBack() {
    VariantChoice choice =
        VariantChoice.choose(
            List.of(variant("scalar", 1, true)), machine(true, 16, null, false), DEFAULTS, null);
    assertEquals("scalar", choice.variant().id());
    assertFalse(choice.fallback());
  }

  @Test
  void optionsForceBeforeTheProperty() {
    Machine machine = machine(true, 16, null, true);
    assertEquals(
        "simd128",
        VariantChoice.choose(ALL, machine, DEFAULTS.variant("simd128"), "plain").variant().id());
    assertEquals("plain", VariantChoice.choose(ALL, machine, DEFAULTS, "plain").variant().id());
  }

  @Test
  void refusesWhatIsNotThere() {
    Machine machine = machine(false, 0, null, true);
    assertEquals(
        "LoadOptions.variant asks for the variant 'simd99', but the network has simd512, plain,"
            + " scalar, simd128, simd256",
        refusal(ALL, machine, DEFAULTS.variant("simd99")));
    assertTrue(
        refusal(ALL, machine, DEFAULTS.variant("simd512"))
            .contains("start Java with --add-modules jdk.incubator.vector"));
    assertTrue(
        refusal(List.of(variant("simd512", 16, true)), machine, DEFAULTS)
            .contains("the network has vector code only"));
  }

  private static String refusal(
      List<Descriptor.Variant> variants, Machine machine, LoadOptions options) {
    return assertThrows(
            IllegalArgumentException.class,
            () -> VariantChoice.choose(variants, machine, options, null))
        .getMessage();
  }

  @Test
  void probesThisMachine() {
    Machine machine = Machine.probe(MethodHandles.lookup());
    boolean vectors = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    assertEquals(vectors, machine.vectorModule());
    assertEquals(vectors && machine.withoutC2().isEmpty(), machine.lanes() >= 2);
  }

  @Test
  void optionsRefuseBadThreads() {
    assertThrows(IllegalArgumentException.class, () -> DEFAULTS.threads(0));
    assertThrows(IllegalArgumentException.class, () -> DEFAULTS.threads(1025));
    assertThrows(NullPointerException.class, () -> DEFAULTS.weights(null));
  }
}
