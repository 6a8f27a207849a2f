package dev.lamina.compiler;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The shape of an input as command lines and build files give it: {@code 3,32,32}, or {@code
 * left=3,32,32} for one of several.
 *
 * @param input the input's name; absent for the only one
 * @param sizes without the batch, each at least 1
 */
public record InputShape(Optional<String> input, List<Integer> sizes) {
  public InputShape {
    sizes = List.copyOf(sizes);
  }

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static InputShape parse(String text) {
    int equals = text.indexOf('=');
    Optional<String> name =
        equals < 0 ? Optional.empty() : Optional.of(text.substring(0, equals).strip());
    try {
      List<Integer> sizes =
          Arrays.stream(text.substring(equals + 1).split(",", -1))
              .map(String::strip)
              .map(Integer::valueOf)
              .toList();
      if (name.filter(String::isEmpty).isEmpty() && sizes.stream().allMatch(size -> size > 0)) {
        return new InputShape(name, sizes);
      }
    } catch (NumberFormatException e) {
      throw wrong(text);
    }
    throw wrong(text);
  }

  private static IllegalArgumentException wrong(String text) {
    return new IllegalArgumentException(
        "'"
            + text
            + "' is no shape; write the sizes without the batch, such as 3,32,32, or"
            + " name=3,32,32 for one of several inputs");
  }
}
