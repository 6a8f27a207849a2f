package dev.lamina.compiler.layer;

import dev.lamina.compiler.diag.Diagnostics;
import dev.lamina.compiler.source.Span;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A use of a layer in the source: the values given for its arguments, the shape that arrives, and
 * the place to report mistakes at. Reading an argument checks its kind; a wrong one is reported and
 * refused.
 */
public final class Call {
  private final LayerType type;
  private final String name;
  private final Span span;
  private final Map<String, Given> given;
  private final Shape input;
  private final Function<String, Optional<Shape>> weights;
  private final Diagnostics log;

  /**
   * A use.
   *
   * @param type the layer
   * @param name the name it was written with
   * @param span the whole use, without its label
   * @param given the arguments by canonical name
   * @param input the shape that arrives
   * @param weights the shape of a parameter of this stage in the weights file, by the parameter's
   *     last name
   * @param log where mistakes go
   */
  public Call(
      LayerType type,
      String name,
      Span span,
      Map<String, Given> given,
      Shape input,
      Function<String, Optional<Shape>> weights,
      Diagnostics log) {
    this.type = type;
    this.name = name;
    this.span = span;
    this.given = given;
    this.input = input;
    this.weights = weights;
    this.log = log;
  }

  /** A value and where it is written. */
  public record Given(ArgumentValue value, Span span) {}

  /** The name the layer was written with: {@code conv} or {@code conv2d}. */
  public String name() {
    return name;
  }

  /** The shape that arrives, without the batch. */
  public Shape input() {
    return input;
  }

  /** The use as written, for messages: {@code linear(400, 120)}. */
  public String text() {
    return span.text();
  }

  /**
   * The shape of this stage's parameter {@code weight}, {@code bias}, ... in the weights file, if
   * there is one.
   */
  public Optional<Shape> weight(String parameter) {
    return weights.apply(parameter);
  }

  /** Whether the argument was given. */
  public boolean has(String argument) {
    return given.containsKey(argument);
  }

  /** The argument as given. */
  public Optional<Given> given(String argument) {
    return Optional.ofNullable(given.get(argument));
  }

  /**
   * Reports an error at the argument, or at the whole use where it was not given, and refuses the
   * layer.
   */
  public LayerType.Refusal refuse(String argument, String message, String... hints) {
    return refuse(given.containsKey(argument) ? given.get(argument).span() : span, message, hints);
  }

  /** Reports an error at the whole use and refuses the layer. */
  public LayerType.Refusal refuse(String message, String... hints) {
    return refuse(span, message, hints);
  }

  /** Reports a warning at the whole use. */
  public void warn(String message, String hint) {
    log.warning(span, message).hint(hint);
  }

  private LayerType.Refusal refuse(Span at, String message, String... hints) {
    Diagnostics.Entry entry = log.error(at, message);
    List.of(hints).forEach(entry::hint);
    return new LayerType.Refusal(entry);
  }
}
