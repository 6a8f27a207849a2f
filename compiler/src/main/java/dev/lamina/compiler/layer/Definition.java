package dev.lamina.compiler.layer;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * A {@link LayerType} of plain parts.
 *
 * @param names its names in {@code .nn}
 * @param formals its arguments in torch's order
 * @param listWithoutParentheses whether the only argument is a list whose parentheses may be left
 *     out
 * @param factory makes the layer, or refuses
 */
record Definition(
    List<String> names,
    List<Formal> formals,
    boolean listWithoutParentheses,
    Function<Call, Layer> factory)
    implements LayerType {
  Definition {
    names = List.copyOf(names);
    formals = List.copyOf(formals);
  }

  /**
   * A definition of one line.
   *
   * @param names separated by spaces
   * @param formals each with its aliases after a bar: {@code num_features|in}, separated by spaces
   */
  static Definition of(String names, String formals, Function<Call, Layer> factory) {
    return new Definition(words(names), formals(formals), false, factory);
  }

  /** As {@link #of}, for a layer whose only argument is a list. */
  static Definition ofList(String names, String formals, Function<Call, Layer> factory) {
    return new Definition(words(names), formals(formals), true, factory);
  }

  private static List<Formal> formals(String text) {
    return words(text).stream().map(Definition::formal).toList();
  }

  private static Formal formal(String text) {
    String[] all = text.split("\\|", -1);
    return Formal.of(all[0], Arrays.copyOfRange(all, 1, all.length));
  }

  private static List<String> words(String text) {
    return Arrays.stream(text.split(" ", -1)).filter(w -> !w.isEmpty()).toList();
  }

  @Override
  public Layer create(Call call) {
    return factory.apply(call);
  }
}
