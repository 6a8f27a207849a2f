package dev.lamina.compiler.layer;

import java.util.List;

/**
 * Gives a value another shape with the same elements.
 *
 * @param shape the new shape, without the batch
 * @see <a href="https://pytorch.org/docs/stable/generated/torch.reshape.html">torch.reshape</a>
 */
public record Reshape(Shape shape) implements View {
  /** {@code reshape}. */
  public static final LayerType TYPE = Definition.ofList("reshape", "shape", Reshape::create);

  private static Reshape create(Call call) {
    Shape in = call.input();
    return new Reshape(sizes(call, "shape", call.integers("shape"), in.elements(), in.toString()));
  }

  @Override
  public Shape shape(List<Shape> inputs) {
    Shape in = inputs.get(0);
    if (in.elements() != shape.elements()) {
      throw new ShapeException(
          "%s has %d elements, but %s, which arrives, has %d"
              .formatted(this, shape.elements(), in, in.elements()),
          "one size may be -1: what is left");
    }
    return shape;
  }

  @Override
  public String toString() {
    return "reshape" + shape;
  }

  /**
   * Sizes of which one may be -1, with that one computed.
   *
   * @param elements how many there are
   * @param whose what has them, for messages
   */
  static Shape sizes(Call call, String argument, List<Integer> sizes, long elements, String whose) {
    int open = -1;
    long known = 1;
    for (int i = 0; i < sizes.size(); i++) {
      if (sizes.get(i) == -1 && open < 0) {
        open = i;
      } else if (sizes.get(i) < 1) {
        throw call.refuseAt(
            argument,
            "%s: sizes must be at least 1, and one may be -1, but %s was given"
                .formatted(call.name(), text(sizes)),
            "-1 once stands for what is left");
      } else {
        known = known > elements ? known : known * sizes.get(i);
      }
    }
    if (open < 0 ? known != elements : elements % known != 0) {
      throw call.refuseAt(
          argument,
          "%s: %s does not fit the %d elements of %s"
              .formatted(call.name(), text(sizes), elements, whose),
          "the sizes multiplied make the number of elements; one may be -1: what is left");
    }
    int[] all = sizes.stream().mapToInt(Integer::intValue).toArray();
    if (open >= 0) {
      all[open] = Math.toIntExact(elements / known);
    }
    return Shape.of(all);
  }

  private static String text(List<Integer> sizes) {
    return Shape.of(sizes).toString();
  }
}
