package dev.lamina.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WeightsCheckTest {
  private static final LoadOptions PLAIN = LoadOptions.defaults();

  private static final List<Descriptor.Tensor> EXPECTED =
      List.of(
          new Descriptor.Tensor("conv1.weight", List.of(6, 1, 5, 5)),
          new Descriptor.Tensor("conv1.bias", List.of(6)),
          new Descriptor.Tensor("fc.weight", List.of(10, 84)));

  private static TensorInfo tensor(String name, long... shape) {
    return new TensorInfo(name, DType.F32, Arrays.stream(shape).boxed().toList());
  }

  private static Map<String, TensorInfo> match(LoadOptions options, TensorInfo... tensors) {
    return WeightsCheck.match("w.safetensors", "nn.LeNet", EXPECTED, List.of(tensors), options);
  }

  private static String refusal(LoadOptions options, TensorInfo... tensors) {
    return assertThrows(WeightsException.class, () -> match(options, tensors)).getMessage();
  }

  private static TensorInfo[] good(String prefix, TensorInfo... more) {
    List<TensorInfo> tensors =
        new java.util.ArrayList<>(
            List.of(
                tensor(prefix + "conv1.weight", 6, 1, 5, 5),
                tensor(prefix + "conv1.bias", 6),
                tensor(prefix + "fc.weight", 10, 84)));
    tensors.addAll(List.of(more));
    return tensors.toArray(TensorInfo[]::new);
  }

  @Test
  void matchesByName() {
    assertEquals(
        Set.of("conv1.weight", "conv1.bias", "fc.weight"),
        match(PLAIN, good("", tensor("bn.num_batches_tracked"))).keySet());
  }

  @Test
  void listsEverythingAtOnce() {
    assertEquals(
        """
        w.safetensors does not fit nn.LeNet:
          missing  conv1.bias (6) (the file has conv_1.bias)
          misfit   conv1.weight is (6, 3, 5, 5), expected (6, 1, 5, 5)
          misfit   fc.weight is of type F8_E4M3, expected F32, F16, BF16, F64, an integer type or BOOL
          unused   conv_1.bias (6)
          unused   'a b' (3)\
        """,
        refusal(
            PLAIN,
            tensor("conv1.weight", 6, 3, 5, 5),
            tensor("conv_1.bias", 6),
            new TensorInfo("fc.weight", DType.F8_E4M3, List.of(10L, 84L)),
            tensor("a b", 3)));
  }

  @Test
  void suggestsToStripThePrefix() {
    String message = refusal(PLAIN, good("module."));
    assertTrue(
        message.endsWith(
            "\n"
                + "hint: names in the file begin with 'module.':"
                + " LoadOptions.stripPrefix(\"module.\") or --strip-prefix module. takes it off"),
        message);
    assertEquals(3, match(PLAIN.stripPrefix("module."), good("module.")).size());
    assertEquals(3, match(PLAIN.stripPrefix("module."), good("")).size());
  }

  @Test
  void strippingMustNotJoinNames() {
    assertTrue(
        refusal(PLAIN.stripPrefix("m."), tensor("m.conv1.bias", 6), tensor("conv1.bias", 6))
            .contains("two tensors are named 'conv1.bias'"));
  }

  @Test
  void ignoresAndAllowsUnused() {
    TensorInfo[] tensors = good("", tensor("aux.fc.weight", 3), tensor("aux.fc.bias", 3));
    String message = refusal(PLAIN, tensors);
    assertTrue(message.contains("unused   aux.fc.bias (3)"), message);
    assertTrue(message.contains("LoadOptions.ignore(\"aux.*\") or --ignore 'aux.*'"), message);
    assertEquals(3, match(PLAIN.ignore("aux.*"), tensors).size());
    assertEquals(3, match(PLAIN.ignore("aux.fc.????").ignore("*.fc.weight"), tensors).size());
    assertEquals(3, match(PLAIN.allowUnused(true), tensors).size());
    assertTrue(refusal(PLAIN.ignore("auxx*"), tensors).contains("unused"));
  }

  @Test
  void aSingleValueMayHaveNoDimension() {
    List<Descriptor.Tensor> expected = List.of(new Descriptor.Tensor("a", List.of(1)));
    assertEquals(1, WeightsCheck.match("f", "n", expected, List.of(tensor("a")), PLAIN).size());
  }

  @Test
  void longListsAreCut() {
    String message =
        refusal(
            PLAIN,
            IntStream.range(0, 500).mapToObj(i -> tensor("x" + i, 1)).toArray(TensorInfo[]::new));
    assertTrue(message.contains("unused   ... and 400 more"), message);
    assertTrue(message.lines().collect(Collectors.toList()).size() < 120, message);
  }
}
