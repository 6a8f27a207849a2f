package dev.lamina.compiler.elaborate;

import dev.lamina.compiler.layer.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a source file leaves to the outside.
 *
 * @param inputShapes the shapes of inputs
 * @param outerName the name of the generated class, as far as it comes from outside
 * @param weights the shape of a tensor in the weights file, by its {@code state_dict} name
 */
public record ElaborationOptions(
    List<InputShape> inputShapes, OuterName outerName, Function<String, Optional<Shape>> weights) {
  public ElaborationOptions {
    inputShapes = List.copyOf(inputShapes);
  }

  /**
   * The shape of one input, without its batch.
   *
   * @param name the input's name; absent for the only one
   */
  public record InputShape(Optional<String> name, Shape shape) {
    @Override
    public String toString() {
      String sizes = shape.toString().replaceAll("[() ]", "");
      return "the shape " + name.map(n -> n + "=").orElse("") + sizes;
    }
  }

  /** Nothing from outside. */
  public static ElaborationOptions none() {
    return new ElaborationOptions(List.of(), OuterName.none(), name -> Optional.empty());
  }

  /** These options with the shape of the only input. */
  public ElaborationOptions withInputShape(Shape shape) {
    return with(new InputShape(Optional.empty(), shape));
  }

  /** These options with the shape of the input {@code name}. */
  public ElaborationOptions withInputShape(String name, Shape shape) {
    return with(new InputShape(Optional.of(name), shape));
  }

  /** These options with another package. */
  public ElaborationOptions withPackage(String name) {
    return withOuterName(new OuterName(Optional.of(name), Optional.empty(), Optional.empty()));
  }

  /** These options with another name from outside. */
  public ElaborationOptions withOuterName(OuterName other) {
    return new ElaborationOptions(inputShapes, other, weights);
  }

  /** These options with the shapes of a weights file. */
  public ElaborationOptions withWeights(Function<String, Optional<Shape>> shapes) {
    return new ElaborationOptions(inputShapes, outerName, shapes);
  }

  private ElaborationOptions with(InputShape shape) {
    List<InputShape> all = new ArrayList<>(inputShapes);
    all.add(shape);
    return new ElaborationOptions(all, outerName, weights);
  }
}
