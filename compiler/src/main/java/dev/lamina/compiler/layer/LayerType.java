package dev.lamina.compiler.layer;

import dev.lamina.compiler.diag.Diagnostics;
import java.util.List;
import java.util.Set;

/**
 * A kind of layer as the language knows it: its names, its arguments, and how a {@link Layer} is
 * made from them. Every one stands in {@link Layers}.
 */
public interface LayerType {
  /** Its names in {@code .nn}, the preferred first, then torch's class names in lower case. */
  List<String> names();

  /** Its arguments in torch's positional order. */
  List<Formal> formals();

  /**
   * Which arguments {@code count} positional values stand for, given the canonical names of those
   * passed by name. The first ones of {@link #formals} by default.
   */
  default List<String> positional(int count, Set<String> named) {
    return formals().stream().limit(count).map(Formal::name).toList();
  }

  /**
   * Whether the only argument is a list whose parentheses may be left out: {@code reshape(6, -1)}.
   */
  default boolean listWithoutParentheses() {
    return false;
  }

  /**
   * Makes the layer, or refuses.
   *
   * @throws Refusal through {@link Call#refuse}, with the diagnostic already reported
   */
  Layer create(Call call);

  /**
   * An argument.
   *
   * @param name torch's name
   * @param aliases further names, such as {@code pad}
   */
  record Formal(String name, List<String> aliases) {
    /** With that name and those aliases. */
    public static Formal of(String name, String... aliases) {
      return new Formal(name, List.of(aliases));
    }
  }

  /**
   * Thrown when a layer refuses its arguments or what arrives; the diagnostic has been reported.
   */
  final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Diagnostics.Entry diagnostic;

    Refusal(Diagnostics.Entry diagnostic) {
      super(null, null, false, false);
      this.diagnostic = diagnostic;
    }

    /** The reported error, to which the caller can add how it came to this place. */
    public Diagnostics.Entry diagnostic() {
      return diagnostic;
    }
  }
}
