package dev.lamina.compiler.layer;

/**
 * A shape and its elements in row-major order: one sample of a value, or a parameter.
 *
 * @param shape the sizes
 * @param data as many elements as the shape has; not copied
 */
@SuppressWarnings("ArrayRecordComponent")
public record Tensor(Shape shape, float[] data) {
  public Tensor {
    if (shape.elements() != data.length) {
      throw new IllegalArgumentException(
          shape + " has " + shape.elements() + " elements, not " + data.length);
    }
  }

  /** All zeros. */
  public static Tensor zeros(Shape shape) {
    return new Tensor(shape, new float[Math.toIntExact(shape.elements())]);
  }
}
