package dev.lamina.compiler.cli;

import dev.lamina.compiler.layer.Shape;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * How NumPy makes an array of the right shape of one whose elements are in another order or form.
 */
final class ArrayHint {
  private ArrayHint() {}

  /** A further line of a message, or nothing. */
  static String of(Shape wanted, Shape given) {
    String call = channelsLast(wanted, given) ? transpose(given) : reshape(wanted, given);
    if (!call.isEmpty()) {
      return "\n  hint: in Python: x = " + call;
    }
    return "\n  hint: %s values were given, but a sample has %s"
        .formatted(Units.count(given.elements()), Units.count(wanted.elements()));
  }

  /** Whether it is (H, W, C) or (N, H, W, C) where (C, H, W) is wanted. */
  private static boolean channelsLast(Shape wanted, Shape given) {
    int batch = given.rank() - wanted.rank();
    if (wanted.rank() != 3 || batch < 0 || batch > 1) {
      return false;
    }
    int[] sizes = Arrays.copyOfRange(given.sizes(), batch, given.rank());
    int[] moved = {sizes[2], sizes[0], sizes[1]};
    return Arrays.equals(moved, wanted.sizes());
  }

  private static String transpose(Shape given) {
    return given.rank() == 3
        ? "x.transpose(2, 0, 1), which puts the channels first"
        : "x.transpose(0, 3, 1, 2), which puts the channels first";
  }

  private static String reshape(Shape wanted, Shape given) {
    String sizes =
        Arrays.stream(wanted.sizes()).mapToObj(Integer::toString).collect(Collectors.joining(", "));
    long count = given.elements();
    if (count == wanted.elements()) {
      return "x.reshape(" + sizes + (wanted.rank() == 1 ? ",)" : ")");
    }
    boolean batch = given.rank() > 0 && count > 0 && count == given.size(0) * wanted.elements();
    return batch ? "x.reshape(-1, " + sizes + "), a batch of " + given.size(0) : "";
  }
}
