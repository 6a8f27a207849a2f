package dev.lamina.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Has javac generate the class of a network, in the package of the annotated type:
 *
 * <pre>{@code
 * @NeuralNetwork("input(4) -> linear(16) -> relu -> linear(3) -> softmax")
 * final class Flowers {
 *   private final FlowersNetwork network = FlowersNetwork.load(Path.of("iris.safetensors"));
 * }
 * }</pre>
 *
 * The class is named by {@link #name}, else by the network's {@code network} statement, else by its
 * file; a network given as text is named after the type. It implements the type if that is an
 * interface.
 */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface NeuralNetwork {
  /** The network, in the language of {@code .nn} files; or else give {@link #file}. */
  String value() default "";

  /**
   * A {@code .nn} file: relative to the Java file, or to a directory of the processor's option
   * {@code lamina.path}.
   */
  String file() default "";

  /** The simple name of the class. */
  String name() default "";

  /**
   * A safetensors file, or the {@code .index.json} of several, whose weights go along with the
   * class; relative as {@link #file}.
   */
  String weights() default "";

  /** Shapes that the network leaves out: {@code "3,32,32"}, or {@code "x=3,32,32"} for an input. */
  String[] shapes() default {};

  /** Taken off the names in the weights file: {@code "module."}. */
  String stripPrefix() default "";

  /** Tensors of the weights file to leave out: {@code "aux.*"}. */
  String[] ignore() default {};

  /** What code is made for: scalar, plain, simd128, simd256, simd512; all by default. */
  String[] targets() default {};

  /** How weights are stored: f32, or with fewer bits as bf16, f16 or int8. */
  String weightsDtype() default "f32";

  /** Whether to compute only as PyTorch does: no folded weights, no Winograd. */
  boolean exact() default false;

  /** Whether warnings are errors. */
  boolean strict() default false;
}
