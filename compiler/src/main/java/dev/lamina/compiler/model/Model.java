package dev.lamina.compiler.model;

import dev.lamina.compiler.source.Source;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A network written in Java, as {@code .nn} files are written: a chain of layers, or {@link
 * Statements} where it takes several chains.
 *
 * <pre>{@code
 * Model model = Model.input(3, 32, 32).conv(64, 3, pad(1)).relu().maxpool(2).flatten().linear(10);
 * Network net = Lamina.compile(model).load(weights);
 * }</pre>
 *
 * A model is immutable. What is wrong with it is found when it is compiled, as in a file, and shown
 * at the Java call that wrote it.
 */
public sealed interface Model permits Chain, Statements {
  /** The name that diagnostics and stack traces of {@link #toSource} show. */
  String FILE_NAME = "model.nn";

  /** The model as the text of a {@code .nn} file, which compiles to the same class. */
  String toSource();

  /** That text with the Java call behind each piece of it. */
  Source source();

  /**
   * A chain that begins with an input of that shape, without the batch. One with further arguments
   * is {@code chain().layer("input", 224, 224, 3, arg("layout", "nhwc"))}.
   */
  static Chain input(int... shape) {
    return Chain.EMPTY.layer("input", Words.boxed(shape));
  }

  /**
   * A chain that begins with an input of that shape as it lies in the caller's array: {@code
   * input(List.of(224, 224, 3), layout("nhwc"), type("uint8"))}.
   */
  static Chain input(List<Integer> shape, Arg... format) {
    return Chain.EMPTY.layer(
        "input", Stream.concat(shape.stream(), Arrays.stream(format)).toArray());
  }

  /** A chain that begins with the value of that name. */
  static Chain from(String value) {
    return Chain.EMPTY.layer(value);
  }

  /** A chain that begins with what arrives: a branch, or the body of a block, repeat or def. */
  static Chain chain() {
    return Chain.EMPTY;
  }

  /** Statements of which the first names the generated class: {@code com.acme.LeNet}. */
  static Statements network(String className) {
    Objects.requireNonNull(className, "the class's name is null");
    return Statements.EMPTY.network(className);
  }

  /** Statements, none yet. */
  static Statements statements() {
    return Statements.EMPTY;
  }
}
